import { setTimeout as delay } from 'node:timers/promises';
import type { Instance } from '../app/instance.ts';
import type { Call } from '../peers/carbon-voice/journal.ts';
import { deliveryShapes } from '../peers/carbon-voice/deliveries.ts';
import type { Answer } from '../peers/carbon-voice/answers.ts';
import { Book } from './book.ts';
import type { Said } from './book.ts';
import { seeded } from './plan.ts';
import { Site } from './site.ts';
import { judge } from './verdict.ts';

export type StormOptions = {
  /** Repeated ones included. */
  readonly deliveries: number;
  readonly seed: number;
  /** Longest time until everything is done, in milliseconds. */
  readonly limitMs: number;
  readonly tell?: (line: string) => void;
};

export type StormResult = {
  readonly faults: readonly string[];
  /** Posted, repeated ones included. */
  readonly deliveries: number;
  readonly messages: number;
  /** How many requests of the app were answered with a fault. */
  readonly spoiled: number;
  /** From the first delivery until the last one was taken, and until everything was done. */
  readonly takenMs: number;
  readonly doneMs: number;
};

const conversations = 20;
/** Parts of all messages, or of all requests of a kind. */
const repeatedPart = 0.05;
const swappedPart = 0.05;
const latePart = 0.01;
type Spoil = {
  readonly isMeant: (call: Call) => boolean;
  /** Of all requests of that kind. */
  readonly part: number;
  readonly spoilt: Answer | 'answer-lost';
};

const isSend = ({ path }: Call): boolean => path === '/v5/messages/text';
const isFeed = ({ path }: Call): boolean => path === '/v6/messages/updates';
const isRead = (call: Call): boolean => call.path.startsWith('/v6/messages/') && !isFeed(call);
const isReaction = ({ path }: Call): boolean => path.startsWith('/reactions/');
const isReadMark = ({ method }: Call): boolean => method === 'DELETE';
const failed: Answer = { status: 500, body: { message: 'Internal error' } };
const tooMany: Answer = { status: 429, headers: { 'retry-after': '1' } };

const spoils: readonly Spoil[] = [
  { isMeant: isSend, part: 0.004, spoilt: 'answer-lost' },
  { isMeant: isSend, part: 0.002, spoilt: failed },
  { isMeant: isSend, part: 0.006, spoilt: tooMany },
  { isMeant: isRead, part: 0.01, spoilt: { status: 503 } },
  { isMeant: isRead, part: 0.004, spoilt: tooMany },
  { isMeant: isRead, part: 0.002, spoilt: 'answer-lost' },
  { isMeant: isReaction, part: 0.01, spoilt: { status: 502 } },
  { isMeant: isReadMark, part: 0.01, spoilt: failed },
  { isMeant: isFeed, part: 0.02, spoilt: failed },
];

/** Thousands of deliveries at once, with everything going wrong now and then; each message is answered once, in order. */
export async function storm(options: StormOptions): Promise<StormResult> {
  const results: StormResult[] = [];
  await Site.with(async (site) => {
    await site.settleIn();
    results.push(await new Storm(site, options).run());
  });
  const [result] = results;
  if (!result) throw new Error('no storm');
  return result;
}

class Storm {
  readonly #site: Site;
  readonly #options: StormOptions;
  readonly #random: () => number;
  readonly #book = new Book();
  #spoiled = 0;
  #posted = 0;

  constructor(site: Site, options: StormOptions) {
    this.#site = site;
    this.#options = options;
    this.#random = seeded(options.seed);
  }

  async run(): Promise<StormResult> {
    const { deliveries, tell = () => {} } = this.#options;
    await using app = await this.#site.start();
    this.#site.double.disturb = (call) => this.#disturb(call);
    const startedAt = performance.now();
    const each = Math.round(deliveries / (1 + repeatedPart) / conversations);
    await Promise.all(
      Array.from({ length: conversations }, (_, index) => this.#talk(app, `talk ${index}`, each)),
    );
    const takenMs = performance.now() - startedAt;
    tell(`${this.#posted} deliveries taken in ${(takenMs / 1000).toFixed(1)} s`);
    const open = await this.#untilDone(startedAt);
    const doneMs = performance.now() - startedAt;
    const found = judge({
      said: this.#book.said,
      sends: this.#site.double.sends,
      readIds: this.#site.readIds,
      thread: await app.thread(),
    });
    return {
      faults: [
        ...open,
        ...found.map(({ type, what, said }) => `${type}: ${what} ${said?.text ?? ''}`),
      ],
      ...{ deliveries: this.#posted, messages: this.#book.said.length, spoiled: this.#spoiled },
      ...{ takenMs, doneMs },
    };
  }

  /** One conversation. Of every second one the feed tells as well; in the others deliveries overtake each other. */
  async #talk(app: Instance, conversationId: string, count: number): Promise<void> {
    const unlisted = Number(conversationId.split(' ')[1]) % 2 === 1;
    const beside: Promise<void>[] = [];
    for (let number = 1; number <= count; number += 1) {
      const rank = this.#book.said.length;
      const isLate = this.#random() < latePart;
      const said = this.#say({ conversationId, number, unlisted, rank, isLate });
      if (unlisted && number < count && this.#random() < swappedPart) {
        number += 1;
        const other = this.#say({ conversationId, number, unlisted, rank, isLate: false });
        await this.#deliver(app, other);
      }
      await this.#deliver(app, said);
      if (isLate) beside.push(this.#transcribe(app, said));
      if (this.#random() < repeatedPart) beside.push(this.#deliver(app, said));
    }
    await Promise.all(beside);
  }

  #say({ conversationId, number, unlisted, rank, isLate }: Told): Said {
    const text = `${conversationId}, ${number}`;
    const words = isLate ? '' : text;
    const message = this.#site.double.say({ text: words, conversationId, unlisted });
    return this.#book.add({
      ...{ text, conversationId, message, rank, kill: 0, expect: 'answer' },
      ...{ deliveredOnly: unlisted, taken: false, mayBeDigested: false },
    });
  }

  async #transcribe(app: Instance, said: Said): Promise<void> {
    await delay(300 + 700 * this.#random());
    if (said.message) this.#site.double.transcribe(said.message, said.text);
    await this.#deliver(app, said);
  }

  /** Until it is taken, as the service does. */
  async #deliver(app: Instance, { message }: Said): Promise<void> {
    const shape = deliveryShapes[Math.floor(this.#random() * deliveryShapes.length)] ?? 'current';
    while (message && !app.isOver) {
      this.#posted += 1;
      const status = await this.#site.double.deliver(app.webhookUrl, message, shape);
      if (status === 204) return;
      if (status !== 503) throw new Error(`a delivery was answered with ${status}`);
      await delay(1000);
    }
  }

  #disturb(call: Call): Answer | 'answer-lost' | null {
    for (const { isMeant, part, spoilt } of spoils) {
      if (!isMeant(call) || this.#random() >= part) continue;
      this.#spoiled += 1;
      return spoilt;
    }
    return null;
  }

  /** What is still open at the limit. */
  async #untilDone(startedAt: number): Promise<readonly string[]> {
    const { limitMs, tell = () => {} } = this.#options;
    const { double } = this.#site;
    const { length } = this.#book.said;
    for (;;) {
      await delay(500);
      const [answered, read] = [double.sends.length, this.#site.readIds.size];
      const { inbox, outbox } = await this.#site.status();
      const open = inbox.pending + outbox.pending + outbox.unknown;
      if (answered >= length && read >= length && open === 0) return [];
      const tookMs = performance.now() - startedAt;
      const stand = `${answered} answered and ${read} read of ${length}, ${open} open`;
      tell(`${(tookMs / 1000).toFixed(0)} s: ${stand}`);
      if (tookMs > limitMs) return [`not done in time: ${stand}`];
    }
  }
}

type Told = {
  readonly conversationId: string;
  readonly number: number;
  readonly unlisted: boolean;
  readonly rank: number;
  /** Its words come later. */
  readonly isLate: boolean;
};
