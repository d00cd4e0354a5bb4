import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { openInScope } from '../base/scope.ts';
import type { Scope } from '../base/scope.ts';
import { RefusedError } from '../../shared/errors.ts';
import type { RehearsalFault } from '../../shared/ipc-contract.ts';
import { Answers } from './carbonvoice/answers.ts';
import type { ServiceContext } from './carbonvoice/context.ts';
import { Deliveries } from './carbonvoice/deliveries.ts';
import { journalLineSchema } from './carbonvoice/entries.ts';
import type { PracticeSubscription } from './carbonvoice/entries.ts';
import type { CarbonVoiceFaults } from './carbonvoice/faults.ts';
import { carbonVoiceFaults } from './carbonvoice/faults.ts';
import { linkAttachment, PracticeFiles } from './carbonvoice/files.ts';
import { readIncomingFiles } from './carbonvoice/incoming-files.ts';
import { LiveSockets } from './carbonvoice/live-sockets.ts';
import { PracticeMessages } from './carbonvoice/messages.ts';
import type { RecordLists } from './carbonvoice/records.ts';
import { createServer } from './carbonvoice/server.ts';
import { PracticeState } from './carbonvoice/state.ts';
import { TokenWatch } from './carbonvoice/token-watch.ts';
import { Transcripts } from './carbonvoice/transcripts.ts';
import type { VoiceMessageInput } from './carbonvoice/voice-message.ts';
import { toNewMessage } from './carbonvoice/voice-message.ts';
import { openJournal } from './journal.ts';

export type PracticeCarbonVoiceOptions = {
  /** Folder of its file; made when missing (0700). */
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Until the words of a voice message are known; the real service takes 10 to 30 s. 0: before the first delivery. */
  readonly transcriptDelayMs?: number;
  /** First wait after a webhook did not take a delivery; doubles up to 30 s. */
  readonly redeliverMs?: number;
};

/** What the service saw since its file began, oldest first. */
export type PracticeRecords = RecordLists & {
  readonly subscriptions: readonly PracticeSubscription[];
  /** Deliveries that no webhook has taken yet. */
  readonly pendingDeliveries: number;
};

/**
 * A Carbon Voice to rehearse with: the real protocol over loopback HTTP, so that the same client reaches it as
 * reaches the real one. What it lacks is audio: voice messages are words, and no audio address is given; of a
 * sent audio note it tells the size.
 */
export interface PracticeCarbonVoice {
  readonly url: string;
  /** The access token of the agent account; the same over restarts. */
  readonly pat: string;
  readonly agentId: string;
  readonly ownerId: string;
  /** A third person, in the group only. */
  readonly colleagueId: string;
  readonly directConversationId: string;
  readonly groupConversationId: string;
  faults(): readonly RehearsalFault[];
  /** Throws RefusedError for an unknown name. Faults are off at every start. */
  setFault(name: string, on: boolean): void;
  /** Returns the removal of the listener. */
  onFaultsChange(listener: (faults: readonly RehearsalFault[]) => void): () => void;
  /** Speaks as a person. Rejects with RefusedError when the words are empty or the place does not exist. */
  sendVoiceMessage(
    input: VoiceMessageInput,
  ): Promise<{ readonly messageId: string; readonly conversationId: string }>;
  /** Reacts as a person, by default the owner: a tap on a message. */
  addReaction(input: {
    readonly messageId: string;
    readonly reaction: string;
    readonly userId?: string;
  }): void;
  /** Takes a message back: its status becomes `deleted`, its words never come. */
  removeMessage(messageId: string): void;
  records(): PracticeRecords;
  /** Idempotent. What was being delivered stays queued for the next start. */
  close(): Promise<void>;
}

/** Opens the service on a free port of 127.0.0.1, with everything it remembered; closes itself when `signal` aborts. */
export function openPracticeCarbonVoice(
  options: PracticeCarbonVoiceOptions,
  signal: AbortSignal,
): Promise<PracticeCarbonVoice> {
  return openInScope(signal, (scope) => open(options, scope));
}

async function open(
  { dataDir, clock, log, transcriptDelayMs = 1500, redeliverMs = 1000 }: PracticeCarbonVoiceOptions,
  scope: Scope,
): Promise<PracticeCarbonVoice> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const opened = openJournal(join(dataDir, 'practice-carbon-voice.jsonl'), journalLineSchema);
  scope.add('journal', opened.journal);
  const state = new PracticeState(opened);
  const faults = carbonVoiceFaults();
  const deliveries = new Deliveries({ state, faults, clock, log, redeliverMs });
  scope.add('deliveries', deliveries);
  const token = scope.add('token', new TokenWatch(faults, clock));
  const sockets = new LiveSockets({ state, faults, token, clock });
  const messages = new PracticeMessages({
    ...{ state, faults, clock },
    onQueued: () => deliveries.wake(),
    onChanged: (event, message) => sockets.tell(event, message),
  });
  const transcripts = scope.add('transcripts', new Transcripts({ messages, clock, log }));
  const spoken = { transcripts, transcriptDelayMs };
  const answers = scope.add(
    'answers',
    new Answers({ state, faults, messages, clock, log, ...spoken }),
  );
  const files = new PracticeFiles(join(dataDir, 'practice-files'), { state, clock });
  await files.clean();
  const parts = { state, messages, deliveries, faults, token, clock, files };
  const context = { ...parts, answers, ...spoken };
  const server = scope.add('server', createServer({ context, log, signal: scope.signal }));
  server.server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head));
  // Sockets end before their server, which would wait for them.
  scope.add('live sockets', sockets);
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  scope.signal.throwIfAborted();
  for (const message of state.messages) transcripts.schedule(message);
  for (const { id } of state.places.conversations) answers.schedule(id);
  // A fault that held deliveries back may just have been switched off.
  scope.defer(
    'faults',
    faults.onChange(() => deliveries.wake()),
  );
  deliveries.wake();
  return serviceOf({ url, context, scope });
}

type Parts = {
  readonly url: string;
  readonly context: ServiceContext;
  readonly scope: Scope;
};

function serviceOf({ url, context, scope }: Parts): PracticeCarbonVoice {
  const { state, messages, faults } = context;
  const { account } = state;
  return {
    url,
    pat: account.pat,
    agentId: account.agentId,
    ownerId: account.ownerId,
    colleagueId: account.colleagueId,
    directConversationId: account.directId,
    groupConversationId: account.groupId,
    ...faultSide(faults),
    sendVoiceMessage: (input) => speak(context, input),
    addReaction: ({ messageId, reaction, userId = account.ownerId }) => {
      refuseUnknown(state, messageId);
      messages.react({ messageId, reaction, userId });
    },
    removeMessage: (messageId) => {
      refuseUnknown(state, messageId);
      messages.remove(messageId);
    },
    records: () => ({
      ...state.records.lists,
      subscriptions: state.subscriptions,
      pendingDeliveries: state.pendingCount,
    }),
    close: async () => {
      await scope.close();
    },
  };
}

async function speak(
  context: ServiceContext,
  input: VoiceMessageInput,
): Promise<{ readonly messageId: string; readonly conversationId: string }> {
  const { messages, files, transcripts } = context;
  // What is refused is refused before a file is kept.
  toNewMessage(input, context);
  const attachments = (input.links ?? []).map(linkAttachment);
  for (const file of await readIncomingFiles(input.files ?? [])) {
    attachments.push(await files.storeFor(file));
  }
  const { message: spoken, before } = toNewMessage(input, context, attachments);
  const message = messages.post(spoken, { before });
  transcripts.schedule(message);
  return { messageId: message.id, conversationId: message.conversationId };
}

function faultSide(
  faults: CarbonVoiceFaults,
): Pick<PracticeCarbonVoice, 'faults' | 'setFault' | 'onFaultsChange'> {
  return {
    faults: () => faults.list(),
    setFault: (name, on) => faults.set(name, on),
    onFaultsChange: (listener) => faults.onChange(listener),
  };
}

function refuseUnknown(state: PracticeState, messageId: string): void {
  if (state.message(messageId)) return;
  throw new RefusedError('REHEARSAL_UNKNOWN_MESSAGE', 'There is no such practice message.');
}
