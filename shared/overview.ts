/** What the tray can show; one icon each. */
export type OverviewState =
  | 'idle'
  | 'listening'
  | 'thinking'
  | 'on-a-call'
  | 'needs-you'
  | 'offline'
  | 'paused';

/** The app in one word and one sentence. */
export type Overview = {
  readonly state: OverviewState;
  readonly tooltip: string;
  /** How many actions wait for the owner's yes. */
  readonly waiting: number;
};
