import type { StateChange } from '../../shared/ipc-contract.ts';

type Growth = Extract<StateChange, { readonly type: 'reply-grown' }>;

/** Calls back once, soon: with the next frame. */
export type Schedule = (run: () => void) => void;

/** Gathers the words of replies that are being written, so that the thread is drawn once a frame and not once a word. */
export class GrowthBuffer {
  readonly #schedule: Schedule;
  readonly #apply: (growth: Growth) => void;
  readonly #grown = new Map<string, string>();
  #isScheduled = false;

  constructor(schedule: Schedule, apply: (growth: Growth) => void) {
    this.#schedule = schedule;
    this.#apply = apply;
  }

  add({ messageId, text }: Growth): void {
    this.#grown.set(messageId, (this.#grown.get(messageId) ?? '') + text);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#schedule(() => {
      this.#isScheduled = false;
      this.flush();
    });
  }

  /** At once, because something else comes after it. */
  flush(): void {
    const grown = [...this.#grown];
    this.#grown.clear();
    for (const [messageId, text] of grown) this.#apply({ type: 'reply-grown', messageId, text });
  }
}
