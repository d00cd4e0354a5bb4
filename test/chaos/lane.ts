import { setTimeout as delay } from 'node:timers/promises';
import { askInstance } from '../../main/control/control-client.ts';
import type { Instance } from '../app/instance.ts';
import type { StoredMessage } from '../peers/carbon-voice/messages.ts';
import { Book } from './book.ts';
import type { Said } from './book.ts';
import type { Death } from './death.ts';
import type { Kill } from './plan.ts';
import type { Report } from './report.ts';
import { deliver, scenes } from './scenes.ts';
import type { Round, Scene } from './scenes.ts';
import { Site } from './site.ts';
import { judge } from './verdict.ts';

/** Longest wait for a death; what is not reached by then is killed from outside. */
const deathLimitMs = 30_000;
/** Longest time in which everything has to be done after a start. */
const recoveryLimitMs = 60_000;
/** From here on it is told what is still to be done. */
const slowMs = 10_000;
/** How long a paused app is watched. */
const pauseWatchMs = 200;
const steadyConversations = 2;

/** One home with its own peers, killed again and again. */
export class Lane {
  readonly #report: Report;
  readonly #site: Site;
  readonly #book = new Book();
  readonly #kills = new Map<number, Kill>();
  /** Kills since everything was done the last time. */
  #open: { readonly kill: Kill; readonly at: number; restarts: number }[] = [];
  /** As the owner wants it; null: not known. */
  #paused: boolean | null = false;

  private constructor(report: Report, site: Site) {
    this.#report = report;
    this.#site = site;
  }

  /** Runs all kills on one home and looks at what is left; tells the report what it finds. `isOver` ends it early. */
  static async run(
    kills: readonly Kill[],
    report: Report,
    isOver: () => boolean = () => false,
  ): Promise<void> {
    await Lane.#run(kills, report, isOver).catch((error: unknown) => {
      report.broke(error instanceof Error ? (error.stack ?? error.message) : String(error), null);
    });
  }

  static async #run(kills: readonly Kill[], report: Report, isOver: () => boolean): Promise<void> {
    await Site.with(async (site) => {
      await site.settleIn();
      const lane = new Lane(report, site);
      for (const kill of kills) {
        if (isOver()) break;
        if (sceneOf(kill).start === 'new') await Lane.#firstStart(kill, report);
        else await lane.#round(kill);
      }
      await lane.#finish();
    });
  }

  /** A home that dies at its very first start, and is then used. */
  static async #firstStart(kill: Kill, report: Report): Promise<void> {
    await Site.with(async (site) => {
      const lane = new Lane(report, site);
      await lane.#down(kill);
      await using app = await lane.#start();
      await lane.#recover(app);
      await scenes.delivery.play(lane.#toRound(kill, app));
      await lane.#recover(app);
      await app.kill();
      await lane.#finish();
    });
  }

  async #round(kill: Kill): Promise<void> {
    if (sceneOf(kill).start === 'down') return this.#down(kill);
    await using app = await this.#start(toDeath(kill, tokenOf(kill)));
    await this.#recover(app);
    await this.#die(kill, app, (round) => sceneOf(kill).play(round));
  }

  /** What is said comes first; the start dies. */
  async #down(kill: Kill): Promise<void> {
    const scene = sceneOf(kill);
    await scene.play(this.#toRound(kill, null));
    this.#countStart();
    await using app = this.#site.spawn(toDeath(kill, ''), scene.env);
    await this.#die(kill, app, async () => {});
  }

  async #die(kill: Kill, app: Instance, play: Scene['play']): Promise<void> {
    const round = this.#toRound(kill, app);
    const { at, name } = kill.point;
    const { double, model } = this.#site;
    this.#kills.set(kill.number, kill);
    const isOutside = typeof at === 'function';
    const reached = isOutside
      ? at(round, kill.random).then(() => true)
      : app.exited.then(() => true);
    const playing = play(round);
    const isThere = await Promise.race([reached, delay(deathLimitMs, false, { ref: false })]);
    const wasAlive = !app.isOver;
    await app.kill();
    this.#open.push({ kill, at: performance.now(), restarts: 0 });
    await playing;
    [double.sendFault, double.feedFault, model.mood] = ['none', 'none', 'answer'];
    const isSaid = isOutside ? isThere && wasAlive : app.err.includes(`[die-at] ${name}\n`);
    this.#report.killed(kill, isSaid);
    const { signal, code } = await app.exited;
    if (signal !== 'SIGKILL') this.#report.broke(`it ended by itself (${code}): ${app.err}`, kill);
  }

  async #start(death: Death | null = null): Promise<Instance> {
    this.#countStart();
    return this.#site.start(death);
  }

  #countStart(): void {
    for (const open of this.#open) open.restarts += 1;
  }

  /** Waits until everything that was said is done; what is not by then is lost. */
  async #recover(app: Instance): Promise<void> {
    for (const said of this.#book.open) {
      if (said.deliveredOnly && !said.taken)
        await deliver({ app, double: this.#site.double }, said);
    }
    if (this.#paused !== false) await this.#resume(app);
    await this.#untilDone(app);
    this.#book.open.clear();
    const last = this.#open.at(-1);
    for (const { kill, at, restarts } of this.#open) {
      const tookMs = restarts === last?.restarts ? performance.now() - at : null;
      this.#report.recovered(kill, restarts, tookMs);
    }
    this.#open = [];
  }

  async #untilDone(app: Instance): Promise<void> {
    const startedAt = performance.now();
    let isTold = false;
    while (!(await this.#isDone())) {
      const tookMs = performance.now() - startedAt;
      if (tookMs > slowMs && !isTold) {
        isTold = true;
        this.#report.tell(`takes long: ${await this.#describe(app)}`);
      }
      if (tookMs > recoveryLimitMs) return this.#giveUp(await this.#describe(app));
      await delay(20);
    }
  }

  async #isDone(): Promise<boolean> {
    const { double, readIds } = this.#site;
    for (const { message, expect, mayBeDigested } of this.#book.open) {
      if (!message) continue;
      const isAnswered = mayBeDigested || double.repliesTo(message).length > 0;
      const isDone = isAnswered && readIds.has(message.id);
      if (expect === 'answer' ? !isDone : !this.#wasLookedAt(message)) return false;
    }
    const { inbox, outbox } = await this.#site.status();
    return inbox.pending + outbox.pending + outbox.unknown === 0;
  }

  /** So it is kept, at least. */
  #wasLookedAt({ id }: StoredMessage): boolean {
    return this.#site.double.journal.calls.some(({ path }) => path === `/v6/messages/${id}`);
  }

  #giveUp(stand: string): void {
    this.#report.broke(`not done in time: ${stand}`, this.#open.at(-1)?.kill ?? null);
  }

  async #describe(app: Instance): Promise<string> {
    const { inbox, outbox, connections } = await this.#site.status();
    const { double, readIds } = this.#site;
    const waiting = [...this.#book.open].map(({ text, message }) => ({
      text,
      replies: message && double.repliesTo(message).length,
      isRead: message && readIds.has(message.id),
    }));
    const { status, detail } = connections.carbonvoice;
    return JSON.stringify({ inbox, outbox, status, detail, waiting, err: app.err.slice(-2000) });
  }

  /** A pause outlives a kill: nothing happens until the owner ends it. */
  async #resume(app: Instance): Promise<void> {
    const { paused } = await this.#site.status();
    const last = this.#open.at(-1)?.kill ?? null;
    if (this.#paused === true && !paused) this.#report.broke('the pause is lost', last);
    if (paused) {
      const before = this.#touches();
      await delay(pauseWatchMs);
      if (this.#touches() > before) this.#report.broke('it did something while paused', last);
      await askInstance(app.home, { command: 'resume', args: {} }, { onItem: () => {} });
    }
    this.#paused = false;
  }

  /** Everything but reading and the registration of the webhook. */
  #touches(): number {
    return this.#site.double.journal.calls.filter(
      ({ method, path }) => method !== 'GET' && !path.startsWith('/apps'),
    ).length;
  }

  async #finish(): Promise<void> {
    await using app = await this.#start();
    await this.#recover(app);
    const { double } = this.#site;
    const status = await this.#site.status();
    if (status.inbox.failed + status.outbox.failed > 0) this.#giveUp(await this.#describe(app));
    const faults = judge({
      said: this.#book.said,
      sends: double.sends,
      readIds: this.#site.readIds,
      thread: await app.thread(),
    });
    for (const fault of faults) this.#report.found(fault, this.#killOf(fault.said));
    this.#report.messages += this.#book.said.length;
    app.signal('SIGTERM');
    const { code } = await app.exited;
    if (code !== 0) this.#report.broke(`it stopped with ${code}`, null);
  }

  #killOf(said: Said | null): Kill | null {
    return (said && this.#kills.get(said.kill)) ?? null;
  }

  #toRound(kill: Kill, app: Instance | null): Round {
    const steady = `steady ${kill.number % steadyConversations}`;
    const setPaused = (paused: boolean | null): void => {
      this.#paused = paused;
    };
    const { double, model } = this.#site;
    const token = tokenOf(kill);
    return { kill: kill.number, token, double, model, book: this.#book, app, steady, setPaused };
  }
}

function sceneOf({ point }: Kill): Scene {
  return scenes[point.scene];
}

function tokenOf({ number }: Kill): string {
  return `kill ${number}:`;
}

/** Null where it is killed from outside. */
function toDeath({ point, count }: Kill, token: string): Death | null {
  const { at, name } = point;
  return typeof at === 'function' ? null : { ...at, name, count, token };
}
