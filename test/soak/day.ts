import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Instance } from '../app/instance.ts';
import { until } from '../app/until.ts';
import { Book } from '../chaos/book.ts';
import { seeded } from '../chaos/plan.ts';
import type { Site } from '../chaos/site.ts';
import { judge } from '../chaos/verdict.ts';
import type { VoipBinPeer } from '../peers/voipbin/voipbin-peer.ts';
import { judgeCall, judgeSessions } from './call-verdict.ts';
import { callAgent, phoneEnv } from './caller.ts';
import type { PlayedCall } from './caller.ts';

/** How much of everything; in all lives of the app together. */
export type DayPlan = {
  readonly messages: number;
  readonly calls: number;
  readonly reconnects: number;
  readonly sleeps: number;
  readonly crashes: number;
  readonly seed: number;
};

type Part = Pick<DayPlan, 'messages' | 'calls' | 'reconnects' | 'sleeps'>;

/** Of the main thread, after all garbage was collected; bytes. `resources`: what keeps it going, by kind. */
export type Measured = {
  readonly heapUsed: number;
  /** Of it what V8 compiled. */
  readonly code: number;
  readonly external: number;
  readonly rss: number;
  readonly resources: Readonly<Record<string, number>>;
  /** Open files and sockets of the process; Linux. */
  readonly descriptors: number;
  readonly databaseBytes: number;
  readonly threadLines: number;
};

/** Two looks at one life of the app: once it has seen a quarter of its work, and at its end. */
export type Life = { readonly early: Measured; readonly late: Measured };

export type DayResult = {
  readonly faults: readonly string[];
  readonly lives: readonly Life[];
  readonly messages: number;
  readonly calls: number;
  /** Whose words were answered; the others were cut by a crash, a sleep or a lost connection. */
  readonly answeredCalls: number;
};

const preload = fileURLToPath(new URL('measure.mjs', import.meta.url));
const conversations = 20;
/** Longer than a wait may be late without counting as a sleep. */
const sleepMs = 16_000;
const settleMs = 120_000;
/** A line is called again as quickly as a person can. */
const redialMs = 200;
/** Longer than a call is shown after its end. */
const restMs = 16_000;
/** Calls at the same time, as the app takes them. */
const lines = 3;

/** A busy owner's day, in as many lives of the app as it has crashes, and one. */
export class Day {
  readonly #site: Site;
  readonly #peer: VoipBinPeer;
  readonly #plan: DayPlan;
  readonly #tell: (line: string) => void;
  readonly #book = new Book();
  readonly #calls: PlayedCall[] = [];
  readonly #lives: Life[] = [];
  readonly #random: () => number;
  readonly #measures: string;
  #called = 0;

  constructor(
    parts: { readonly site: Site; readonly peer: VoipBinPeer },
    plan: DayPlan,
    tell: (line: string) => void,
  ) {
    this.#site = parts.site;
    this.#peer = parts.peer;
    this.#plan = plan;
    this.#tell = tell;
    this.#random = seeded(plan.seed);
    this.#measures = `${parts.site.home}.measures`;
  }

  async run(): Promise<DayResult> {
    const lives = this.#plan.crashes + 1;
    for (let life = 0; life < lives; life += 1) {
      const part = partOf(this.#plan, life);
      this.#tell(`life ${life + 1} of ${lives}: ${JSON.stringify(part)}`);
      await this.#live(part, life === lives - 1);
    }
    return {
      faults: await this.#verdict(),
      lives: this.#lives,
      messages: this.#book.said.length,
      calls: this.#calls.length,
      answeredCalls: this.#calls.filter(({ wasAnswered }) => wasAnswered).length,
    };
  }

  async #live(part: Part, isLast: boolean): Promise<void> {
    await using app = await this.#start();
    await this.#work(app, { ...part, messages: part.messages >> 2, calls: part.calls >> 2 }, false);
    const early = await this.#measure(app);
    const rest = {
      ...part,
      messages: part.messages - (part.messages >> 2),
      calls: part.calls - (part.calls >> 2),
    };
    await this.#work(app, rest, true);
    this.#lives.push({ early, late: await this.#measure(app) });
    if (isLast) {
      app.signal('SIGTERM');
      const { code } = await app.exited;
      if (code !== 0) throw new Error(`it ended with ${code}: ${app.err}`);
      return;
    }
    // In the midst of a message and of a call.
    const hangUp = new AbortController();
    const call = callAgent(this.#peer, this.#nextCall(), hangUp.signal);
    await delay(1000 + 2000 * this.#random());
    this.#say();
    await delay(50 * this.#random());
    await app.kill();
    hangUp.abort();
    this.#calls.push(await call);
    this.#tell('killed');
  }

  async #start(): Promise<Instance> {
    const site = this.#site;
    const app = new Instance({
      home: site.home,
      preload,
      env: {
        ...site.env,
        ...phoneEnv(this.#peer),
        ADJUTANT_SOAK_FILE: this.#measures,
      },
    });
    await app.whenUp(settleMs);
    await until('the phone is connected', async () => {
      const { connections } = await app.status();
      return connections.voipbin.status === 'connected';
    });
    return app;
  }

  /** Everything side by side; resolves when all of it is answered. */
  async #work(app: Instance, part: Part, hasBreaks: boolean): Promise<void> {
    const telling = this.#sayMany(app, part.messages);
    const calling = Array.from({ length: lines }, (_, line) => {
      const own = Math.floor((part.calls + line) / lines);
      return this.#callMany(own);
    });
    const breaking = hasBreaks ? this.#cutOften(part.reconnects) : Promise.resolve();
    await Promise.all([telling, ...calling, breaking]);
    for (let sleep = 0; hasBreaks && sleep < part.sleeps; sleep += 1) await this.#sleep(app);
    await this.#untilSettled(app);
  }

  async #sayMany(app: Instance, count: number): Promise<void> {
    for (let said = 0; said < count; said += 1) {
      const message = this.#say();
      // Told by the live connection and the list of news, some by a delivery as well.
      if (this.#random() < 0.3) await this.#site.double.deliver(app.webhookUrl, message, 'current');
      await delay(200 * this.#random());
    }
  }

  #say() {
    const number = this.#book.said.length + 1;
    const conversationId = `talk ${number % conversations}`;
    const text = `${conversationId}, ${number}`;
    const message = this.#site.double.say({ text, conversationId });
    this.#book.add({
      ...{ text, conversationId, message, kill: 0, expect: 'answer', deliveredOnly: false },
      ...{ taken: true, mayBeDigested: false },
    });
    return message;
  }

  async #callMany(count: number): Promise<void> {
    for (let made = 0; made < count; made += 1) {
      const { signal } = new AbortController();
      const call = await callAgent(this.#peer, this.#nextCall(), signal);
      this.#calls.push(call);
      // Also where the end of the call before is not told yet, because a connection was cut.
      await delay(redialMs);
      if (!call.wasAnswered) this.#tell(`${call.words}: it ${call.stage}, and no further`);
    }
  }

  #nextCall(): string {
    this.#called += 1;
    return `errand ${String(this.#called).padStart(3, '0')}`;
  }

  async #cutOften(count: number): Promise<void> {
    for (let cut = 0; cut < count; cut += 1) {
      await delay(1000 + 1500 * this.#random());
      this.#peer.hub.cut();
      this.#site.double.sockets.cut();
    }
  }

  /** Nothing runs for a while, and things are said meanwhile. */
  async #sleep(app: Instance): Promise<void> {
    this.#tell('asleep');
    app.signal('SIGSTOP');
    await delay(sleepMs / 2);
    for (let said = 0; said < 3; said += 1) this.#say();
    this.#peer.hub.cut();
    await delay(sleepMs / 2);
    app.signal('SIGCONT');
  }

  async #untilSettled(app: Instance): Promise<void> {
    const { double } = this.#site;
    await until(
      'everything is answered',
      async () => {
        const { length } = this.#book.said;
        if (double.sends.length < length || this.#site.readIds.size < length) return false;
        const { inbox, outbox, calls } = await app.status();
        return inbox.pending + outbox.pending + outbox.unknown + calls.length === 0;
      },
      settleMs,
    );
  }

  async #measure(app: Instance): Promise<Measured> {
    rmSync(this.#measures, { force: true });
    // What is written behind is written, and calls that ended are no longer shown.
    await delay(restMs);
    app.signal('SIGUSR2');
    await until('it is measured', () => existsSync(this.#measures));
    const measured = JSON.parse(readFileSync(this.#measures, 'utf8')) as Measured;
    const databases = readdirSync(this.#site.home).filter((name) => /\.db(-wal)?$/u.test(name));
    return {
      ...measured,
      descriptors: readdirSync(`/proc/${app.pid}/fd`).length,
      databaseBytes: databases.reduce(
        (sum, name) => sum + statSync(join(this.#site.home, name)).size,
        0,
      ),
      threadLines: (await app.thread()).length,
    };
  }

  async #verdict(): Promise<readonly string[]> {
    await using app = await this.#start();
    const thread = await app.thread();
    const found = judge({
      said: this.#book.said,
      sends: this.#site.double.sends,
      readIds: this.#site.readIds,
      thread: thread.filter(({ channel }) => channel === 'carbonvoice'),
    });
    return [
      ...found.map(({ type, what, said }) => `${type}: ${what} ${said?.text ?? ''}`),
      ...this.#calls.flatMap((call) => judgeCall(call, thread)),
      ...judgeSessions(this.#peer),
    ];
  }
}

/** What falls to one life: the last one, which is watched the longest, has more than all before it. */
function partOf(plan: DayPlan, life: number): Part {
  const earlier = (all: number): number => Math.floor(all / 2 / Math.max(1, plan.crashes));
  const share = (all: number): number =>
    life < plan.crashes ? earlier(all) : all - plan.crashes * earlier(all);
  return {
    ...{ messages: share(plan.messages), calls: share(plan.calls) },
    ...{ reconnects: share(plan.reconnects), sleeps: share(plan.sleeps) },
  };
}
