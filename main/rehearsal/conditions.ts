import { NetworkError } from '../../shared/errors.ts';
import { FaultSwitches } from './fault-switches.ts';

/** What can go wrong around the practice services. */
const labels = {
  'model-slow': 'The model begins each answer 4 seconds later',
  'model-down': 'The model cannot be reached; the built-in responder answers',
  'line-drops': 'The line drops 5 seconds after somebody calls',
} as const;

export type Condition = keyof typeof labels;
export type Conditions = FaultSwitches<Condition>;

/** In milliseconds. */
export const slowModelMs = 4000;
/** In milliseconds. */
export const droppedAfterMs = 5000;

/** All off. */
export function rehearsalConditions(): Conditions {
  return new FaultSwitches<Condition>(labels);
}

/** As of a provider that is not there. */
export function modelIsDown(): NetworkError {
  return new NetworkError('REHEARSAL_MODEL_DOWN', 'The model is switched off in this rehearsal.');
}
