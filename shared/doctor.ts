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
] as const;
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
