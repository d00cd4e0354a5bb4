import { onTestFinished, vi } from 'vitest';
import { Gate } from '../../../../main/base/gate.ts';
import type { HttpRequest } from '../../../../main/base/http.ts';
import { silentLogger } from '../../../../main/base/log.ts';
import { Scope } from '../../../../main/base/scope.ts';
import { CallDesk } from '../../../../main/call/call-desk.ts';
import type { CallSettings } from '../../../../main/call/call-settings.ts';
import type { CallQuestion, Telephony } from '../../../../main/call/ports.ts';
import { createSpeechChunker } from '../../../../main/call/speakable.ts';
import type { CallerScript } from '../../../../main/rehearsal/voipbin/caller-script.ts';
import type { VoipBinFault } from '../../../../main/rehearsal/voipbin/faults.ts';
import { openContext } from '../../../../main/rehearsal/voipbin/open-context.ts';
import type { OpenedContext } from '../../../../main/rehearsal/voipbin/open-context.ts';
import { createServer } from '../../../../main/rehearsal/voipbin/server.ts';
import { CallWatch } from '../../../../main/voipbin/call-watch.ts';
import { Calls } from '../../../../main/voipbin/calls.ts';
import { EventStream } from '../../../../main/voipbin/events.ts';
import { parseNews } from '../../../../main/voipbin/frame-wire.ts';
import { RequestBudget } from '../../../../main/voipbin/request-budget.ts';
import { RestClient } from '../../../../main/voipbin/rest-client.ts';
import { SpeechSessions } from '../../../../main/voipbin/sessions.ts';
import { SignIn } from '../../../../main/voipbin/sign-in.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { callSettings } from '../call-scene.ts';
import { InProcessTransport } from './in-process-transport.ts';
import type { Fate } from './in-process-transport.ts';
import { KeptLines } from './kept-lines.ts';
import type { KeptLine } from './kept-lines.ts';
import { faceOf } from './telephony-face.ts';

export const ownNumber = '+12025550199';
export const caller = '+12025550123';
const url = 'http://practice.test';
const accessKey = 'vb_practice_access_key';

export type WorldOptions = {
  readonly settings?: Partial<CallSettings>;
  readonly inbound?: 'off' | 'everyone';
  readonly numbers?: readonly string[];
  readonly faults?: readonly VoipBinFault[];
  /** What the agent answers, piece by piece. */
  readonly answer?: (question: CallQuestion, world: PhoneWorld) => AsyncIterable<string>;
  readonly fate?: (request: HttpRequest) => Fate;
  /** Whether an event arrives. */
  readonly arrives?: () => boolean;
};

/**
 * The desk with the client of the phone service, before the practice service itself: all of one process and of one
 * clock, so that a call of minutes takes no time and every instant is exact.
 */
export class PhoneWorld {
  readonly clock = new FakeClock();
  readonly questions: CallQuestion[] = [];
  readonly desk: CallDesk;
  readonly #thread = new KeptLines(this.clock);
  readonly #scope: Scope;
  readonly #options: WorldOptions;
  readonly #opened: OpenedContext;
  readonly #stream: EventStream;
  readonly #transport: InProcessTransport;
  readonly #watch: CallWatch;
  #isConnected = true;

  private constructor(options: WorldOptions, signal: AbortSignal) {
    this.#options = options;
    this.#scope = new Scope({ parent: signal });
    const { clock } = this;
    const account = {
      customerId: '7c4d2f3a-5a10-4a57-9b1c-0d6c1f4f2a11',
      ...{ username: 'practice', password: 'practice', accessKey, webhookSecret: null },
    };
    const numbers = options.numbers ?? [ownNumber];
    const speech = { speechRate: 14, setupMs: 300, finalDelayMs: 300, answering: true };
    const service = { account, clock, log: silentLogger, numbers, ...speech };
    this.#opened = openContext(service, this.#scope);
    for (const fault of options.faults ?? []) this.setFault(fault, true);
    const { context, sockets } = this.#opened;
    const app = createServer({ context, log: silentLogger, onAnswer: () => {} });
    this.#scope.add('server', app);
    vi.spyOn(sockets, 'deliver').mockImplementation(({ data }) => this.#deliver(data));
    const fate = options.fate ?? (() => ({ type: 'served' as const }));
    this.#transport = new InProcessTransport({ app, clock, fate });
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
  dial(script: CallerScript = [], to = ownNumber): string {
    const { calls, people, flows, numbers } = this.#opened.context;
    const number = numbers.list().find((row) => row.number === to);
    const flowId = number?.call_flow_id ?? '';
    const address = (target: string) =>
      ({ type: 'tel', target, target_name: target, name: '', detail: '' }) as const;
    const row = calls.create({
      ...{ direction: 'incoming', status: 'ringing', flowId },
      ...{ source: address(caller), destination: address(to) },
    });
    people.dialIn(row, flows.find(flowId)?.actions ?? [], script);
    return row.id;
  }

  hangUp(callId: string): void {
    const { calls, people } = this.#opened.context;
    if (calls.table.find(callId)?.status === 'progressing') people.on(callId).hangUp();
    else calls.end(callId, { by: 'remote', reason: 'cancel' });
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

  setFault(fault: VoipBinFault, on: boolean): void {
    this.#opened.context.faults.set(fault, on);
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
    return this.#opened.context.calls.table.get(callId).status;
  }

  /** What the caller heard, oldest first. */
  played(callId: string) {
    return this.#opened.context.calls.line(callId).played.filter(({ heard }) => heard);
  }

  texts(callId: string): readonly string[] {
    return this.played(callId).map(({ text }) => text);
  }

  get orders() {
    return this.#opened.context.speakings.orders;
  }

  lines(callId: string, side: KeptLine['side']): readonly string[] {
    return this.kept
      .filter((line) => line.callId === callId && line.side === side)
      .map(({ text }) => text);
  }

  /** What the service understood of the caller, oldest first. */
  understood(callId: string): readonly string[] {
    const { transcribes } = this.#opened.context;
    return transcribes.table
      .list((row) => row.reference_id === callId)
      .flatMap(({ id }) => transcribes.transcripts.list((line) => line.transcribe_id === id))
      .filter(({ direction }) => direction === 'in')
      .map(({ message }) => message);
  }

  /** Sessions that nobody stopped. */
  openSessions(): readonly string[] {
    const { transcribes, speakings } = this.#opened.context;
    const ears = transcribes.table.list(({ status }) => status !== 'done');
    const voices = speakings.table.list(({ status }) => status !== 'stopped');
    return [
      ...ears.map(({ id }) => `transcription ${id}`),
      ...voices.map(({ id }) => `voice ${id}`),
    ];
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
    stream.told.on((event) => event.type === 'call-changed' && watch.reconsider());
    const sessions = new SpeechSessions(client);
    return { telephony: faceOf({ calls, watch, stream, sessions }), watch };
  }

  #openDesk(telephony: Telephony): CallDesk {
    const { settings, inbound = 'everyone', answer = repeat } = this.#options;
    const { clock } = this;
    return new CallDesk(
      {
        ...{ telephony, clock, log: silentLogger, gate: new Gate(true) },
        settings: { ...callSettings, ...settings },
        guard: () => {},
        policy: () => ({ inbound, allow: [], ownNumbers: [ownNumber] }),
        ...{ source: ownNumber, maxConcurrentCalls: 3 },
        replies: {
          ask: (question) => {
            this.questions.push(question);
            return answer(question, this);
          },
        },
        recorder: this.#thread,
        createCutter: () => createSpeechChunker({ language: 'en-US' }),
        book: { begin: () => {}, end: () => {} },
      },
      this.#scope.signal,
    );
  }

  /** VoIPBIN: two topics fit each subscription, so everything comes twice. */
  #deliver(data: unknown): void {
    if (!this.#isConnected || this.#options.arrives?.() === false) return;
    const frame = JSON.stringify(data);
    for (const body of [frame, frame]) {
      const news = parseNews(JSON.parse(body));
      if (news) this.#stream.take(news);
    }
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
