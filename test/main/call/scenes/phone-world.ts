import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { Gate } from '../../../../main/base/gate.ts';
import type { HttpRequest } from '../../../../main/base/http.ts';
import { silentLogger } from '../../../../main/base/log.ts';
import { Scope } from '../../../../main/base/scope.ts';
import { CallDesk } from '../../../../main/call/call-desk.ts';
import type { CallSettings } from '../../../../main/call/call-settings.ts';
import type {
  CallQuestion,
  Party,
  Telephony,
  TelephonyEvent,
} from '../../../../main/call/ports.ts';
import { createSpeechCutter } from '../../../../main/call/speakable.ts';
import type { CallerScript } from '../../../../main/rehearsal/voipbin/caller-script.ts';
import type { ServiceEvent } from '../../../../main/rehearsal/voipbin/event-hub.ts';
import type { VoipBinFault } from '../../../../main/rehearsal/voipbin/faults.ts';
import { CallWatch } from '../../../../main/voipbin/call-watch.ts';
import { Calls } from '../../../../main/voipbin/calls.ts';
import { EventStream } from '../../../../main/voipbin/events.ts';
import { parseDelivery, parseNews } from '../../../../main/voipbin/frame-wire.ts';
import { RequestBudget } from '../../../../main/voipbin/request-budget.ts';
import { RestClient } from '../../../../main/voipbin/rest-client.ts';
import { SpeechSessions } from '../../../../main/voipbin/sessions.ts';
import { SignIn } from '../../../../main/voipbin/sign-in.ts';
import { faceOf } from '../../../../main/voipbin/telephony-face.ts';
import { anyDay } from '../../../fakes/any-day.ts';
import { noDials } from '../../../fakes/no-dials.ts';
import { fakeOwner } from '../../../fakes/call-owner.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { callSettings } from '../call-scene.ts';
import { InProcessTransport, nameOf } from './in-process-transport.ts';
import type { Fate } from './in-process-transport.ts';
import { KeptLines } from './kept-lines.ts';
import type { KeptLine } from './kept-lines.ts';
import { accessKey, ownNumber, PracticeSide } from './practice-side.ts';
import type { Dialled } from './practice-side.ts';

const url = 'http://practice.test';

export type WorldOptions = {
  readonly settings?: Partial<CallSettings>;
  readonly inbound?: 'off' | 'allowed' | 'everyone';
  /** Trusted callers. */
  readonly allow?: readonly string[];
  readonly isPaused?: boolean;
  /** Of the account; calls come in for the first of them only. */
  readonly numbers?: readonly string[];
  /** How long the service takes to make a voice ready. */
  readonly setupMs?: number;
  readonly faults?: readonly VoipBinFault[];
  /** What the agent answers, piece by piece. */
  readonly answer?: (question: CallQuestion, asked: Asked) => AsyncIterable<string>;
  readonly fate?: (request: HttpRequest) => Fate;
  /** After how many ms an event arrives, once for each entry; an empty list for one that is lost. */
  readonly travel?: (event: ServiceEvent) => readonly number[];
  /** The owner's PIN; none unless told. */
  readonly pin?: string;
  /** Whether events come by webhook besides. */
  readonly withWebhook?: boolean;
  /** Hears what reaches the client, before the desk does. */
  readonly onTold?: (event: TelephonyEvent) => void;
};

/** What the model's side needs to take its time. */
export type Asked = { readonly clock: FakeClock; readonly signal: AbortSignal };

/**
 * The desk with the client of the phone service, before the practice service itself: all of one process and of one
 * clock, so that a call of minutes takes no time and every instant is exact.
 */
export class PhoneWorld {
  readonly clock = new FakeClock();
  readonly questions: CallQuestion[] = [];
  /** What makes a call the owner's, and what waits for the owner's yes. */
  readonly owner: ReturnType<typeof fakeOwner>;
  readonly service: PracticeSide;
  readonly desk: CallDesk;
  /** What was asked of the service, such as `POST /calls`. */
  readonly requests: { readonly at: number; readonly name: string; readonly body: string }[] = [];
  readonly #thread = new KeptLines(this.clock);
  readonly #scope: Scope;
  readonly #options: WorldOptions;
  readonly #stream: EventStream;
  readonly #transport: InProcessTransport;
  readonly #watch: CallWatch;
  #isConnected = true;

  private constructor(options: WorldOptions, signal: AbortSignal) {
    this.#options = options;
    this.owner = fakeOwner(this.clock, options.pin);
    this.#scope = new Scope({ parent: signal });
    const { clock } = this;
    const onEvent = (event: ServiceEvent): void => this.#travel(event);
    const { numbers = [ownNumber], setupMs = 300 } = options;
    this.service = new PracticeSide({ clock, numbers, setupMs, onEvent }, this.#scope);
    for (const fault of options.faults ?? []) this.service.setFault(fault, true);
    const fate = options.fate ?? (() => ({ type: 'served' as const }));
    const onRequest = (request: HttpRequest): void => this.#note(request);
    this.#transport = new InProcessTransport({ app: this.service.app, clock, fate, onRequest });
    this.#stream = new EventStream(clock);
    const { telephony, watch } = this.#joinClient();
    this.#watch = watch;
    this.desk = this.#openDesk(telephony);
  }

  /** Gone when the test is over. */
  static async open(options: WorldOptions = {}): Promise<PhoneWorld> {
    const end = new AbortController();
    const world = new PhoneWorld(options, end.signal);
    onTestFinished(() => world.close());
    await world.run(1);
    return world;
  }

  async close(): Promise<void> {
    await this.#scope.close();
  }

  /** Someone calls. Returns the id of the call. */
  dial(script: CallerScript = [], dialled: Dialled = {}): string {
    return this.service.dial(script, dialled);
  }

  /** The agent calls someone, who does this when the call is answered. Returns the id of the call. */
  async place(script: CallerScript, type: Party['type'] = 'tel'): Promise<string> {
    const target = type === 'tel' ? '+12025550177' : 'reception';
    this.service.expectCall(target, { type: 'answers', afterMs: 2000, script });
    const placing = this.desk.place({ type, target, name: '' }, null);
    await this.run(1000);
    return (await placing).callId;
  }

  hangUp(callId: string): void {
    this.service.hangUp(callId);
  }

  /** Lets time pass; everything that is answered at once is answered before it goes on. */
  async run(ms: number): Promise<void> {
    const until = this.clock.now() + ms;
    await this.#settle();
    for (let next = this.clock.nextAt; next !== null && next <= until; next = this.clock.nextAt) {
      // A hair more, because the sum of fractions may fall short of the timer.
      this.clock.advance(Math.max(0, next - this.clock.now()) + 0.01);
      await this.#settle();
    }
    this.clock.advance(Math.max(0, until - this.clock.now()));
    await this.#settle();
  }

  /** Runs until it is so, and tells how long that took. Throws when it takes longer than its budget. */
  async until(check: () => boolean, budgetMs: number): Promise<number> {
    const from = this.clock.now();
    while (!check()) {
      if (this.clock.now() - from > budgetMs) throw new Error(`not within ${budgetMs} ms`);
      await this.run(20);
    }
    return this.clock.now() - from;
  }

  dropSocket(): void {
    this.#isConnected = false;
    this.#watch.reconsider();
  }

  reconnect(): void {
    this.#isConnected = true;
    this.#stream.resynced();
    this.#watch.reconsider();
  }

  get kept(): readonly KeptLine[] {
    return this.#thread.lines;
  }

  status(callId: string): string {
    return this.service.status(callId);
  }

  /** What the caller heard, oldest first. */
  played(callId: string) {
    return this.service.played(callId);
  }

  texts(callId: string): readonly string[] {
    return this.played(callId).map(({ text }) => text);
  }

  get orders() {
    return this.service.orders;
  }

  lines(callId: string, side: KeptLine['side']): readonly string[] {
    return this.kept
      .filter((line) => line.callId === callId && line.side === side)
      .map(({ text }) => text);
  }

  asked(name: string): readonly string[] {
    return this.requests.filter((one) => one.name === name).map(({ body }) => body);
  }

  /** What an end of all calls leaves behind: it should be nothing. */
  leftovers() {
    const { service, desk, clock } = this;
    // The one timer is that of the watch over calls, which rests.
    const timers = clock.pending - 1;
    return { sessions: service.openSessions(), calls: desk.calls.length, timers };
  }

  #joinClient() {
    const { clock } = this;
    const [transport, stream] = [this.#transport, this.#stream];
    const own = { url, userAgent: 'Adjutant/test', transport, clock };
    const secrets = { get: () => Promise.resolve(accessKey) };
    const signIn = new SignIn({ ...own, secrets, lifetime: this.#scope.signal });
    const client = new RestClient({ ...own, signIn, budget: new RequestBudget(clock) });
    const calls = new Calls({ client, stream, clock });
    const watch = new CallWatch({
      ...{ stream, clock, log: silentLogger },
      read: (callId, signal) => calls.look(callId, signal),
      isWatched: () => this.#isConnected,
    });
    watch.run(this.#scope.signal).catch(() => null);
    stream.told.on((event) => this.#options.onTold?.(event));
    stream.told.on((event) => event.type === 'call-changed' && watch.reconsider());
    const sessions = new SpeechSessions(client);
    const telephony: Telephony = {
      state: { status: 'connected', detail: '', remedy: '' },
      ready: new Gate(true),
      ...faceOf({ calls, watch, stream, sessions }),
      warm: () => Promise.resolve(),
      // Sound has no place on a virtual clock: what is joined stays so until it is let go.
      joinCalls: async (_callIds, signal) => ({ ended: once(signal, 'abort').then(() => {}) }),
    };
    return { telephony, watch };
  }

  #openDesk(telephony: Telephony): CallDesk {
    const { settings, inbound = 'everyone', allow = [], isPaused = false } = this.#options;
    const { answer = repeat } = this.#options;
    const { clock } = this;
    return new CallDesk(
      {
        ...{ telephony, clock, log: silentLogger, gate: new Gate(!isPaused), guard: () => {} },
        settings: { ...callSettings, ...settings },
        policy: () => ({ inbound, allow, ownNumbers: [ownNumber], hasMailbox: () => false }),
        ...{ source: ownNumber, maxConcurrentCalls: 3, day: anyDay, dials: noDials, ...this.owner },
        replies: {
          ask: (question, signal) => {
            this.questions.push(question);
            return answer(question, { clock, signal });
          },
        },
        recorder: this.#thread,
        createCutter: () => createSpeechCutter({ language: 'en-US' }),
        book: { begin: () => {}, end: () => {}, beginOther: () => {}, endOther: () => {} },
      },
      this.#scope.signal,
    );
  }

  #note(request: HttpRequest): void {
    const { body = '' } = request;
    this.requests.push({ at: this.clock.now(), name: nameOf(request), body });
  }

  /** VoIPBIN: two topics fit each subscription, so everything comes twice. */
  #travel(event: ServiceEvent): void {
    const { travel = () => [0, 0], withWebhook = false } = this.#options;
    for (const delayMs of travel(event)) {
      if (delayMs === 0) this.#arrive(event);
      else this.clock.schedule(delayMs, () => this.#arrive(event));
    }
    if (!withWebhook) return;
    const news = parseDelivery(JSON.parse(JSON.stringify(event)));
    if (news) this.#stream.take(news);
  }

  #arrive({ data }: ServiceEvent): void {
    if (!this.#isConnected) return;
    const news = parseNews(JSON.parse(JSON.stringify(data)));
    if (news) this.#stream.take(news);
  }

  /** Until no request begins or ends any more while the clock stands still. */
  async #settle(): Promise<void> {
    let [seen, quiet] = [this.#transport.steps, 0];
    while (quiet < 3) {
      await new Promise((resolve) => setImmediate(resolve));
      quiet = seen === this.#transport.steps ? quiet + 1 : 0;
      seen = this.#transport.steps;
    }
  }
}

async function* repeat({ text }: CallQuestion): AsyncIterable<string> {
  yield `You said: ${text}`;
}
