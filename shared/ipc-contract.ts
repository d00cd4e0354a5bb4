import { z } from 'zod';
import { actionSchema } from './action.ts';
import { askedSchema } from './asked.ts';
import { callAccountSchema } from './call-account.ts';
import { callViewSchema } from './call-status.ts';
import { connectionsSchema } from './connection.ts';
import { desktopRequests } from './desktop-view.ts';
import { doctorViewSchema } from './doctor.ts';
import { keptNoteSchema, noteKindSchema } from './note.ts';
import { numberViewSchema } from './phone-number.ts';
import { allowedSchema, senderViewSchema } from './sender.ts';
import { settingsProblemSchema } from './settings-problem.ts';
import type { SettingsProblem } from './settings-problem.ts';
import { setupRequests } from './setup-requests.ts';
import { hearerSchema, talkEvents, talkRequests } from './talk.ts';
import { threadMessageSchema, threadPositionSchema } from './thread.ts';
import { composerRequests, maxUploads } from './uploads.ts';
import { turnStepSchema } from './turn-step.ts';
import { viewRequests } from './view-requests.ts';

const empty = z.object({});
const messageId = z.object({ messageId: z.string().max(200) });
const callId = z.object({ callId: z.string() });
const number = z.object({ number: z.string().max(40) });
const numbers = z.object({ numbers: z.array(numberViewSchema).readonly() });
const senderId = z.object({ senderId: z.string().trim().min(1).max(200) });
const noteId = z.object({ id: z.string().trim().min(1).max(64) });
const note = z.object({ note: keptNoteSchema });
const detail = z.object({ detail: z.string() });
const spoken = z.object({ text: z.string().trim().min(1).max(2000) });

/** A fault of the practice services that can be switched on. */
export const rehearsalFaultSchema = z.object({
  name: z.string(),
  label: z.string(),
  on: z.boolean(),
});
export type RehearsalFault = Readonly<z.infer<typeof rehearsalFaultSchema>>;

export { settingsProblemSchema };
export type { SettingsProblem };

/** All that the window shows, as of one revision. */
export const snapshotSchema = z.object({
  version: z.string(),
  agentName: z.string(),
  paused: z.boolean(),
  /** The variable that fixes `paused`, so that the window cannot change it; null when it can. */
  pauseFixedBy: z.string().nullable(),
  /** Null without `--rehearsal`. */
  rehearsal: z.object({ faults: z.array(rehearsalFaultSchema).readonly() }).nullable(),
  connections: connectionsSchema,
  settingsProblems: z.array(settingsProblemSchema).readonly(),
  /** Settings that were changed and hold after a restart. */
  restartFor: z.array(z.string()).readonly(),
  /** The last look at the hops; null before the first one. */
  doctor: doctorViewSchema.nullable(),
  /** Who may write over Carbon Voice in addition to the owner. */
  allowedSenders: z.array(z.string()).readonly(),
  /** Calls under way, and those that ended a moment ago. */
  calls: z.array(callViewSchema).readonly(),
  /** What waits for the owner's yes, and what was decided a moment ago; oldest first. */
  approvals: z.array(actionSchema).readonly(),
  /** The newest part of the thread, oldest first. */
  messages: z.array(threadMessageSchema).readonly(),
  hasOlder: z.boolean(),
  /** Up to where the owner has seen the thread, in whichever window; null before they first did. */
  seen: threadPositionSchema.nullable(),
});
export type Snapshot = Readonly<z.infer<typeof snapshotSchema>>;

export const stateChangeSchema = z.discriminatedUnion('type', [
  /**
   * New or changed; the window replaces by id, and keeps the steps where they are left out. A reply that is being
   * written has `delivery: sending`.
   */
  z.object({ type: z.literal('message-saved'), message: threadMessageSchema }),
  /** More words of a reply that is being written. */
  z.object({ type: z.literal('reply-grown'), messageId: z.string(), text: z.string() }),
  /** A reply that was being written will not come under this id. */
  z.object({ type: z.literal('reply-dropped'), messageId: z.string() }),
  /** A tool did something for the reply of a turn; again under the same id when that changes. */
  z.object({ type: z.literal('step-changed'), turnId: z.string(), step: turnStepSchema }),
  /** Deleted for good. */
  z.object({
    type: z.literal('messages-removed'),
    messageIds: z.array(z.string()).readonly(),
  }),
  z.object({ type: z.literal('connections-changed'), connections: connectionsSchema }),
  z.object({
    type: z.literal('allowed-changed'),
    allowedSenders: z.array(z.string()).readonly(),
  }),
  z.object({ type: z.literal('paused-changed'), paused: z.boolean() }),
  /** Settings or secrets, by whoever. */
  z.object({
    type: z.literal('settings-changed'),
    settingsProblems: z.array(settingsProblemSchema).readonly(),
    restartFor: z.array(z.string()).readonly(),
  }),
  z.object({ type: z.literal('doctor-changed'), doctor: doctorViewSchema }),
  /** All of them, at most about ten times a second. */
  z.object({ type: z.literal('calls-changed'), calls: z.array(callViewSchema).readonly() }),
  /** All of them. */
  z.object({ type: z.literal('approvals-changed'), approvals: z.array(actionSchema).readonly() }),
  z.object({ type: z.literal('faults-changed'), faults: z.array(rehearsalFaultSchema).readonly() }),
]);
export type StateChange = Readonly<z.infer<typeof stateChangeSchema>>;

/** Every request of the window: one payload object in, one value out. */
export const ipcRequests = {
  ...viewRequests,
  ...setupRequests,
  ...desktopRequests,
  ...composerRequests,
  ...talkRequests,
  'state:get': {
    request: empty,
    response: z.object({ revision: z.number().int(), snapshot: snapshotSchema }),
  },
  'thread:page': {
    request: z.object({
      before: threadPositionSchema,
      limit: z.number().int().min(1).max(500),
    }),
    response: z.object({
      messages: z.array(threadMessageSchema).readonly(),
      hasOlder: z.boolean(),
    }),
  },
  /** Words, files that were uploaded before, or both. The id is the sender's; with the same one it is kept once. */
  'message:send': {
    request: z
      .object({
        id: z.uuid(),
        text: z.string().trim().max(100_000),
        uploadIds: z.array(z.string().max(64)).max(maxUploads).optional(),
        /** The page that may read the answer aloud. */
        hearer: hearerSchema.optional(),
      })
      .refine(({ text, uploadIds }) => text !== '' || uploadIds?.length),
    response: z.object({ messageId: z.string() }),
  },
  /** What failed or waits is tried again, what goes out with other words where there are any. */
  'message:retry': {
    request: messageId.extend({ text: z.string().trim().min(1).max(100_000).nullable() }),
    response: empty,
  },
  /** What failed or waits is given up. */
  'message:drop': { request: messageId, response: empty },
  /** Any answer says that somebody is there. */
  'page:alive': { request: empty, response: empty },
  'agent:set-paused': { request: z.object({ paused: z.boolean() }), response: empty },
  'call:place': {
    request: z.object({
      target: z.string().trim().min(1).max(320),
      goal: z.string().trim().min(1).max(2000).nullable(),
    }),
    response: callId,
  },
  'call:hang-up': { request: callId, response: empty },
  /** The last calls, newest last. */
  'calls:recent': {
    request: z.object({ limit: z.number().int().min(1).max(500) }),
    response: z.object({ calls: z.array(callAccountSchema).readonly() }),
  },
  /** The agent's voice says these words as they are. */
  'call:say': { request: callId.extend(spoken.shape), response: empty },
  /** Somebody else takes the call; null for the usual sentence before. */
  'call:hand-over': {
    request: callId.extend({
      target: z.string().trim().min(1).max(320),
      sentence: z.string().trim().min(1).max(2000).nullable(),
    }),
    response: empty,
  },
  /** The caller is the owner, who says so at the desk. */
  'call:step-up': { request: callId, response: empty },
  'call:mute': { request: callId.extend({ muted: z.boolean() }), response: empty },
  /** A line in the thread beside the call; the other party does not hear it. */
  'call:note': { request: callId.extend(spoken.shape), response: empty },
  /** The numbers of the phone account, as the service has them now. */
  'numbers:list': { request: empty, response: numbers },
  /** Has calls to it answered, with a mailbox for the time away; repeatable. */
  'numbers:answer': { request: number, response: numbers.extend(detail.shape) },
  /** Puts back what answered it before; `detail` says what that came to. */
  'numbers:undo': { request: number, response: numbers.extend(detail.shape) },
  /** Who wrote over Carbon Voice and was refused, and who is allowed. */
  'senders:list': {
    request: empty,
    response: z.object({ senders: z.array(senderViewSchema).readonly() }),
  },
  /** Holds at once; with `answer`, what they wrote in the last hour is answered. */
  'senders:allow': {
    request: senderId.extend({ answer: z.boolean() }),
    response: allowedSchema,
  },
  'senders:disallow': { request: senderId, response: z.object({ disallowed: z.boolean() }) },
  /** Notes and facts with these words, or all of them; newest first. */
  'notes:list': {
    request: z.object({ text: z.string().max(1000), kind: noteKindSchema.nullable() }),
    response: z.object({ notes: z.array(keptNoteSchema).readonly() }),
  },
  /** Null: as it was. */
  'notes:edit': {
    request: noteId.extend({
      text: z.string().trim().min(1).max(100_000).nullable(),
      kind: noteKindSchema.nullable(),
    }),
    response: note,
  },
  /** It can be brought back. */
  'notes:delete': { request: noteId, response: note },
  /** Takes the last change back: what was edited or deleted is as it was. */
  'notes:undo': { request: noteId, response: note },
  /** The owner's yes or no; the first one counts. */
  'action:answer': {
    request: z.object({
      id: z.string().max(100),
      verdict: z.enum(['approve', 'deny']),
      /** Left out: in the window. */
      via: z.enum(['window', 'notification']).optional(),
    }),
    response: actionSchema,
  },
  /** Everything that was done or asked for, newest first; `before` is the last one seen, null for the newest. */
  'actions:list': {
    request: z.object({
      before: z.object({ createdAt: z.number(), id: z.string() }).nullable(),
      limit: z.number().int().min(1).max(500),
    }),
    response: z.object({ actions: z.array(actionSchema).readonly() }),
  },
  /** Someone calls; the first sentence is optional. */
  'rehearsal:call': {
    request: z.object({ text: z.string().trim().max(2000) }),
    response: callId,
  },
  /** In the agent's next silence. */
  'rehearsal:say': { request: spoken, response: callId },
  /** At once, over the agent. */
  'rehearsal:interrupt': { request: spoken, response: callId },
  'rehearsal:hang-up': { request: empty, response: callId },
  'rehearsal:send-message': {
    request: z.object({ text: z.string().trim().min(1).max(20_000) }),
    response: z.object({ messageId: z.string() }),
  },
  'rehearsal:set-fault': {
    request: z.object({ name: z.string(), on: z.boolean() }),
    response: empty,
  },
} as const;

/** Everything that main tells the window unasked. */
export const ipcEvents = {
  'state:changed': z.object({ revision: z.number().int(), change: stateChangeSchema }),
  /** The owner asked for the window by shortcut or command: focus the composer. */
  'window:shown': empty,
  ...talkEvents,
  /** The owner is to be shown something; the page has its state already. */
  'window:asked': askedSchema,
} as const;

export type IpcRequestName = keyof typeof ipcRequests;
export type IpcRequest<N extends IpcRequestName> = z.infer<(typeof ipcRequests)[N]['request']>;
export type IpcResponse<N extends IpcRequestName> = z.infer<(typeof ipcRequests)[N]['response']>;
export type IpcEventName = keyof typeof ipcEvents;
export type IpcEvent<N extends IpcEventName> = z.infer<(typeof ipcEvents)[N]>;

const errorEnvelopeSchema = z.object({
  code: z.string(),
  message: z.string(),
  remedy: z.string(),
  retryable: z.boolean(),
});

/** What answers a request on either transport; Electron would pass on only a thrown error's message. */
export const ipcAnswerSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: errorEnvelopeSchema }),
]);
export type IpcAnswer = z.infer<typeof ipcAnswerSchema>;

/** The frames of the WebSocket transport. Over Electron the same parts travel as arguments of `ipc:request`. */
export const ipcRequestFrameSchema = z.object({
  id: z.number().int(),
  name: z.string(),
  payload: z.unknown(),
});
export const ipcServerFrameSchema = z.union([
  z.object({ id: z.number().int(), answer: ipcAnswerSchema }),
  z.object({ event: z.string(), payload: z.unknown() }),
]);

/** What a transport gives the page: over Electron the preload puts it on `window.adjutant`. */
export interface IpcTransport {
  request(name: string, payload: unknown): Promise<IpcAnswer>;
  /** Returns the removal of the listener. */
  onEvent(listener: (name: string, payload: unknown) => void): () => void;
}
