import type { CallerScript } from './caller-script.ts';
import { say, waitForSilence } from './caller-script.ts';

/** What happens when a number is dialled; times are milliseconds, `afterMs` counts from the first ring. */
export type Callee =
  | { readonly type: 'answers'; readonly afterMs: number; readonly script: CallerScript }
  /** A machine: it says its greeting, and then listens. */
  | { readonly type: 'voicemail'; readonly afterMs: number; readonly greeting: string }
  | { readonly type: 'busy' | 'refuses' | 'unreachable'; readonly afterMs: number }
  /** Rings until the other side gives up. */
  | { readonly type: 'no-answer'; readonly afterMs: number };

/** The first word is said before anybody listens, as at a real pick-up; so there is a second one. */
const answering: Callee = {
  type: 'answers',
  afterMs: 2000,
  script: [say('Hello?'), waitForSilence(1500), say('Yes, what is it about?')],
};

/** Who is reached under the numbers of the practice service; every other one is answered too. */
export const practiceNumbers = {
  answers: '+12025550101',
  busy: '+12025550102',
  noAnswer: '+12025550103',
  voicemail: '+12025550104',
  refuses: '+12025550105',
  unreachable: '+12025550106',
} as const;

/** The people behind the numbers; a rehearsal or a test can put others there. */
export class Callees {
  readonly #byTarget = new Map<string, Callee>([
    [practiceNumbers.busy, { type: 'busy', afterMs: 500 }],
    [practiceNumbers.noAnswer, { type: 'no-answer', afterMs: 30_000 }],
    [
      practiceNumbers.voicemail,
      {
        type: 'voicemail',
        afterMs: 8000,
        greeting: 'You have reached my voicemail. Please leave a message after the tone.',
      },
    ],
    [practiceNumbers.refuses, { type: 'refuses', afterMs: 3000 }],
    [practiceNumbers.unreachable, { type: 'unreachable', afterMs: 200 }],
  ]);

  /** `target`: a number, an extension or a SIP address. */
  set(target: string, callee: Callee): void {
    this.#byTarget.set(target, callee);
  }

  of(target: string): Callee {
    return this.#byTarget.get(target) ?? answering;
  }
}
