import type { Hop } from '../../shared/doctor.ts';
import type { Outcome } from './outcome.ts';

/** A look at one hop. It changes nothing, and ends with the signal. */
export type Check = {
  readonly hop: Hop;
  /** A hop without which this one cannot be looked at. */
  readonly after: Hop | null;
  /** Throws AppError for a fault that has its own sentence and remedy. */
  readonly look: (signal: AbortSignal) => Promise<Outcome>;
};
