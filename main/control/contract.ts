import { z } from 'zod';
import { noteKindSchema } from '../../shared/note.ts';

const empty = z.object({});
const noteId = z.string().trim().min(1).max(64);
const sender = z.string().trim().min(1).max(200);
const webAddressSchema = z.url({ protocol: /^https?$/u }).max(2000);

/** The commands of a running instance, with their arguments; the answers are in the README's table. */
export const controlCommands = {
  status: empty,
  doctor: empty,
  say: z.object({ text: z.string().trim().min(1).max(100_000) }),
  export: z.object({ since: z.number().nullable() }),
  search: z.object({
    text: z.string().trim().min(1).max(1000),
    last: z.number().int().min(1).max(100_000),
  }),
  ledger: empty,
  retry: z.object({ id: z.string(), text: z.string().trim().min(1).max(100_000).nullable() }),
  drop: z.object({ id: z.string() }),
  message: z.object({
    to: z.string().trim().min(1).max(320),
    text: z.string().trim().max(100_000),
    links: z.array(webAddressSchema).max(20),
    files: z.array(z.string().min(1).max(4096)).max(20),
    audio: z.array(z.string().min(1).max(4096)).max(20),
  }),
  approvals: empty,
  approve: z.object({ id: z.string().trim().min(1).max(100) }),
  deny: z.object({ id: z.string().trim().min(1).max(100) }),
  audit: z.object({ last: z.number().int().min(1).max(100_000) }),
  turns: z.object({ last: z.number().int().min(1).max(100_000) }),
  calls: z.object({ last: z.number().int().min(1).max(100_000) }),
  models: empty,
  meters: z.object({ days: z.number().int().min(1).max(3660) }),
  notes: z.object({ text: z.string().max(1000), kind: noteKindSchema.nullable() }),
  'note-edit': z.object({ id: noteId, text: z.string().trim().min(1).max(100_000) }),
  'note-delete': z.object({ id: noteId }),
  'note-undo': z.object({ id: noteId }),
  contacts: z.object({ text: z.string().max(1000) }),
  'contact-delete': z.object({ id: noteId }),
  forget: z.object({ who: z.string().trim().min(1).max(320), yes: z.boolean() }),
  tasks: z.object({ all: z.boolean() }),
  task: z.object({
    id: z.string().trim().min(1).max(20),
    state: z.enum(['open', 'done', 'dropped']),
  }),
  reminders: z.object({ all: z.boolean() }),
  'reminder-cancel': z.object({ id: z.string().trim().min(1).max(20) }),
  pause: empty,
  resume: empty,
  toggle: empty,
  talk: empty,
  show: z.object({
    show: z.boolean(),
    rehearsal: z.boolean(),
    /** That the second start was given. */
    link: z.string().max(8000).nullable().default(null),
  }),
  open: z.object({ link: z.string().max(8000) }),
  ui: empty,
  quit: empty,
  call: z.object({ target: z.string().trim().min(1).max(320), goal: z.string().nullable() }),
  hangup: z.object({ callId: z.string().nullable() }),
  'step-up': z.object({ callId: z.string().nullable() }),
  'number-list': empty,
  'number-answer': z.object({ number: z.string() }),
  'number-undo': z.object({ number: z.string() }),
  senders: empty,
  allow: z.object({ senderId: sender, answer: z.boolean() }),
  disallow: z.object({ senderId: sender }),
  'hand-over': z.object({
    callId: z.string().nullable(),
    target: z.string().trim().min(1).max(320),
    sentence: z.string().trim().max(2000).nullable(),
  }),
  mcp: empty,
  'mcp-approve': z.object({ name: z.string().trim().min(1).max(100) }),
  'mcp-revoke': z.object({ name: z.string().trim().min(1).max(100) }),
  webhooks: empty,
  'webhooks-rotate': z.object({ service: z.enum(['carbonvoice', 'voipbin']).nullable() }),
  'secret-set': z.object({ name: z.string(), value: z.string() }),
  'secret-delete': z.object({ name: z.string() }),
  'secret-list': empty,
  'rehearse-message': z.object({
    /** May be empty beside a file or a link. */
    text: z.string().trim().max(20_000),
    /** Whole paths. */
    files: z.array(z.string().min(1)).max(20).default([]),
    links: z
      .array(z.url({ protocol: /^https?$/ }))
      .max(20)
      .default([]),
    /** Empty: the owner. */
    from: z.string().trim().max(200).default(''),
    group: z.boolean().default(false),
    tag: z.boolean().default(false),
  }),
  'rehearse-call': z.object({ texts: z.array(z.string().trim().min(1).max(5000)).max(100) }),
  'rehearse-interrupt': z.object({ text: z.string().trim().min(1).max(5000) }),
  'rehearse-react': z.object({ reaction: z.string().trim().min(1).max(32) }),
  'rehearse-hangup': empty,
  'rehearse-text': z.object({ text: z.string().trim().min(1).max(2000) }),
  'rehearse-fault': z.object({ name: z.string(), on: z.boolean() }),
} as const;

export type ControlCommand = keyof typeof controlCommands;
export type ControlArgs<C extends ControlCommand> = z.infer<(typeof controlCommands)[C]>;

/** One line each way, JSON: the request, then any number of items, then the end. */
export const controlRequestSchema = z.object({
  token: z.string(),
  command: z.string(),
  args: z.unknown(),
});

export const controlFrameSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('item'), value: z.unknown() }),
  /** A command is still at work: no item of the answer. */
  z.object({ type: z.literal('working') }),
  z.object({ type: z.literal('done') }),
  z.object({
    type: z.literal('error'),
    error: z.object({
      code: z.string(),
      message: z.string(),
      remedy: z.string(),
      retryable: z.boolean(),
    }),
  }),
]);
export type ControlFrame = z.infer<typeof controlFrameSchema>;
