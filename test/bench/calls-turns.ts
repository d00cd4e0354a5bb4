import { setTimeout as delay } from 'node:timers/promises';
import type { CallsService } from './calls-service.ts';

/** So many calls at once, each at its own pace; times in ms. */
export type Pace = {
  readonly calls: number;
  /** How long the app is measured; the floor half as long. */
  readonly forMs: number;
  /** From the agent's first words until the caller speaks over them, at random from 0 to this. */
  readonly bargeInMs: number;
  /**
   * How long the caller then speaks: at random from half of this to this. Well below the 1.5 s after which the agent
   * takes the interruption for a false alarm, and rightly says its words again.
   */
  readonly speakMs: number;
};

/** Samples in ms. */
export type TurnTimes = {
  readonly asked: number[];
  readonly said: number[];
  readonly flushed: number[];
};

/** Calls on which turn follows turn until the end; they do not wait for each other. */
export class Talks {
  readonly #service: CallsService;
  readonly #talks: Promise<void>[] = [];
  #pace: Pace;
  #times = noTimes();
  #isOver = false;

  constructor(service: CallsService, pace: Pace) {
    this.#service = service;
    this.#pace = pace;
  }

  get count(): number {
    return this.#talks.length;
  }

  add(number: string): void {
    this.#talks.push(this.#talk(number));
  }

  /** Takes the turns of the next `forMs`; rejects as soon as one of the calls is stuck. */
  async measure(pace: Pace, forMs: number): Promise<TurnTimes> {
    this.#pace = pace;
    this.#times = noTimes();
    await Promise.race([delay(forMs), ...this.#talks]);
    return this.#times;
  }

  /** Resolves after the last turns. */
  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#talks);
  }

  async #talk(number: string): Promise<void> {
    this.#service.startSpeech(number);
    while (!this.#isOver) await this.#takeTurn(number);
  }

  /** The caller finishes, the agent answers, the caller speaks over it. */
  async #takeTurn(number: string): Promise<void> {
    const { marks } = this.#service;
    await delay((0.5 + Math.random() / 2) * this.#pace.speakMs);
    const times = this.#times;
    const { label, at: endedAt } = this.#service.endTurn(number);
    const askedAt = await marks.seen(`model ${label}`);
    const sentenceAt = await marks.seen(`sentence ${label}`);
    const saidAt = await marks.seen(`say ${label}`);
    await delay(Math.random() * this.#pace.bargeInMs);
    const startedAt = this.#service.startSpeech(number);
    const flushedAt = await marks.seen(`flush ${label}`);
    times.asked.push(askedAt - endedAt);
    times.said.push(saidAt - sentenceAt);
    times.flushed.push(flushedAt - startedAt);
  }
}

function noTimes(): TurnTimes {
  return { asked: [], said: [], flushed: [] };
}
