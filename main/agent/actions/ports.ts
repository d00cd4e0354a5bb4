import type { Action, DecidedVia } from '../../../shared/action.ts';

/** What is kept of every use of a tool. Durable when a promise resolves. */
export interface ActionLedger {
  addAction(action: Action): Promise<null>;
  /** Null when there is none by that id. */
  findAction(query: { readonly id: string }): Promise<Action | null>;
  /**
   * Only what is pending can be decided, so the first answer wins: null when it was decided already, or when it is too
   * late for a yes or a no.
   */
  decideAction(decision: {
    readonly id: string;
    readonly state: 'approved' | 'denied' | 'expired';
    readonly at: number;
    readonly via: DecidedVia;
    readonly by: string | null;
  }): Promise<Action | null>;
  /** Only what is approved can be started, so it is started once: null when somebody else did, or may not. */
  startAction(start: { readonly id: string; readonly at: number }): Promise<Action | null>;
  /** Only what is running ends; null when it is over. */
  endAction(end: {
    readonly id: string;
    readonly state: 'done' | 'failed' | 'unknown';
    readonly at: number;
    readonly result: string;
    /** Whose words `result` is, where they came from outside. */
    readonly outside: string | null;
  }): Promise<Action | null>;
  /** Throws StoreError when there is none by that id. */
  readAction(query: { readonly id: string }): Promise<Action>;
  /** What waits for the owner, is to be done or is being done, oldest first. */
  openActions(): Promise<readonly Action[]>;
  /** Newest first; `before` is the instant (epoch ms) and id of the last one seen, null for the newest. */
  listActions(query: {
    readonly before: { readonly createdAt: number; readonly id: string } | null;
    readonly limit: number;
  }): Promise<readonly Action[]>;
}

/** What was done in turns, for whoever shows them. */
export interface ActionReader {
  /** Oldest first. */
  actionsOfTurns(query: { readonly turnIds: readonly string[] }): Promise<readonly Action[]>;
}
