import type { OperationName } from '../../main/store/operations.ts';

/** Until it counts, one or more of these have to pass. */
type Common = {
  /** Said on standard error when it is reached. */
  readonly name: string;
  /** Nothing counts before this has been seen in a request; empty: counts from the start. */
  readonly token: string;
  /** Which one kills, from 1. */
  readonly count: number;
};

/** `asked`: about to go to the store's thread. `written`: before the commit. `committed`: after it, nobody told yet. */
type StoreDeath = {
  readonly where: 'store';
  readonly operation: OperationName;
  /** Of operations that change a state: only those that change it to this. */
  readonly state?: string | undefined;
  readonly phase: 'asked' | 'written' | 'committed';
};

/** A commit of the schema, of a file that is new. */
type MigrationDeath = { readonly where: 'migration'; readonly phase: 'written' | 'committed' };

/** `leaving`: before the request leaves. `answered`: when the head of the answer has come. */
type RequestDeath = {
  readonly where: 'request';
  readonly method: string;
  /** Expression for the path. */
  readonly path: string;
  readonly phase: 'leaving' | 'answered';
};

/** The answer of the webhook: before it is written, or when all of it was handed to the system. */
type DeliveryDeath = { readonly where: 'delivery'; readonly phase: 'answering' | 'answered' };

/** Where the app is to kill itself; handed to die-at.mjs as JSON in a variable. */
export type Death = Common & (StoreDeath | MigrationDeath | RequestDeath | DeliveryDeath);

type Bare<D> = D extends unknown ? Omit<D, keyof Common> : never;
/** Without what each kill chooses for itself. */
export type DeathAt = Bare<Death>;
