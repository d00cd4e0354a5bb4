import { z } from 'zod';

/** What a doctor run looks at, in the order in which it is told. */
export const hops = [
  'keychain',
  'store',
  'model',
  'tunnel',
  'public-path',
  'carbonvoice-identity',
  'carbonvoice-subscription',
  'carbonvoice-reply',
  'voipbin-account',
  'voipbin-socket',
  'voipbin-number',
  'calendar',
  'mcp',
  'speech',
] as const;
export const hopSchema = z.enum(hops);
export type Hop = (typeof hops)[number];

/** What was found at one hop: `detail` says what is so, `remedy` what the owner can do (empty: nothing). */
export type Finding = {
  readonly hop: Hop;
  /** Also true for what is not set up and not needed by anything that is. */
  readonly ok: boolean;
  readonly detail: string;
  readonly remedy: string;
};

/** Told while a hop takes its time, so that nobody thinks the run has died. */
export type StillLooking = { readonly hop: Hop; readonly waiting: true };

export type DoctorItem = Finding | StillLooking;

/** `off`: not set up, and nothing that is set up needs it. */
export const verdictSchema = z.enum(['good', 'off', 'bad']);
export type Verdict = z.infer<typeof verdictSchema>;

/** A run as the window shows it, while it goes on and after it. */
export const doctorViewSchema = z.object({
  isRunning: z.boolean(),
  /** What this run looks at, in order. */
  hops: z.array(hopSchema).readonly(),
  /** What takes its time at the moment; null for nothing. */
  waitingFor: hopSchema.nullable(),
  findings: z
    .array(
      z.object({
        hop: hopSchema,
        verdict: verdictSchema,
        detail: z.string(),
        remedy: z.string(),
        /** Epoch ms. */
        at: z.number(),
      }),
    )
    .readonly(),
  /** Why the run itself ended early, for people; null when it did not. */
  problem: z.string().nullable(),
});
export type DoctorView = Readonly<z.infer<typeof doctorViewSchema>>;
export type JudgedFinding = DoctorView['findings'][number];
