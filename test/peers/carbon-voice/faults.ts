import type { Call } from './journal.ts';

/** The steps in which something is sent or fetched. */
export type Step =
  | 'upload-url'
  | 'upload'
  | 'send'
  | 'report'
  | 'add'
  | 'download-url'
  | 'download'
  | 'other';

/**
 * `answer-lost`: kept, then the connection ends without an answer. `kept-503`: kept, and answered as if it were not.
 * `refused`: 500, and nothing is kept. `hang`: nothing is kept, and no answer comes.
 */
export type StepFault = 'none' | 'answer-lost' | 'kept-503' | 'refused' | 'hang';

/** What goes wrong, by step. */
export class Faults {
  readonly #faults = new Map<Step, { readonly fault: StepFault; times: number }>();

  /** From now on, or so many times. */
  set(step: Step, fault: StepFault, times = Infinity): void {
    this.#faults.set(step, { fault, times });
  }

  /** What goes wrong with this request. */
  take(call: Call): StepFault {
    const standing = this.#faults.get(stepOf(call));
    if (!standing || standing.times <= 0) return 'none';
    standing.times -= 1;
    return standing.fault;
  }
}

const steps: readonly (readonly [RegExp, Step])[] = [
  [/^POST \/(?:v5\/messages\/\w+|v3\/messages\/start|simplified\/messages\/direct)$/, 'send'],
  [/^POST \/(?:v5\/attachments\/upload|v3\/attachments)\/signedurl$/, 'upload-url'],
  [/^PUT \/storage\//, 'upload'],
  [/^GET \/storage\//, 'download'],
  [/^PUT \/messages\/[^/]+\/attachment\//, 'report'],
  [/^POST \/(?:simplified\/)?messages\/[^/]+\/attachments/, 'add'],
  [/^GET \/.*\/signedurl\//, 'download-url'],
];

/** The step that a request belongs to. */
export function stepOf({ method, path }: Call): Step {
  return steps.find(([asked]) => asked.test(`${method} ${path}`))?.[1] ?? 'other';
}
