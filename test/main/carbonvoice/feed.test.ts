import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Gate } from '../../../main/base/gate.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { CarbonVoiceFeed } from '../../../main/carbonvoice/feed.ts';
import { NetworkError, RemoteError } from '../../../shared/errors.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

/** A feed whose reads are scripted; `reads` holds the instant of each. */
class Scene {
  readonly clock = new FakeClock(0);
  readonly ready = new Gate(true);
  readonly reads: number[] = [];
  readonly checks: number[] = [];
  readonly controller = new AbortController();
  isRung = false;
  /** What a read does; finds nothing new by default. */
  read: () => Promise<boolean> = () => Promise.resolve(false);
  readonly feed = new CarbonVoiceFeed({
    reader: {
      read: () => {
        this.reads.push(this.clock.now());
        return this.read();
      },
    },
    connection: {
      ...{ ready: this.ready, linkedSince: 0 },
      identity: { agentId: 'agent', agentName: '', ownerId: 'owner' },
      check: () => void this.checks.push(this.clock.now()),
    },
    isRung: () => this.isRung,
    random: () => 0.5,
    ...{ clock: this.clock, log: silentLogger },
  });
  #running: Promise<unknown> = Promise.resolve();

  async start(): Promise<void> {
    this.#running = this.feed.run(this.controller.signal).catch(() => 'ended');
    await this.clock.advanceAsync(0);
  }

  async close(): Promise<void> {
    this.controller.abort(new DOMException('closed', 'AbortError'));
    await this.#running;
  }
}

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});
afterEach(() => scene.close());

test('reads at the start, and every five seconds while nothing rings, never quite in step', async () => {
  await scene.start();

  await scene.clock.advanceAsync(10_000);

  expect(scene.reads[0]).toBe(0);
  expect(scene.reads.length).toBe(3);
  expect(scene.reads[1]).toBeGreaterThanOrEqual(4500);
  expect(scene.reads[1]).toBeLessThan(5000);
});

test('reads every minute while something rings: it may ring no more, and nobody would know', async () => {
  scene.isRung = true;
  await scene.start();

  await scene.clock.advanceAsync(120_000);

  expect(scene.reads).toHaveLength(3);
});

test('waits for the service, and reads as soon as it is there', async () => {
  scene.ready.shut();
  await scene.start();
  await scene.clock.advanceAsync(100_000);
  expect(scene.reads).toEqual([]);
  expect(scene.feed.caughtUp.isOpen).toBe(false);

  scene.ready.open();
  await scene.clock.advanceAsync(0);

  expect(scene.reads).toEqual([100_000]);
  expect(scene.feed.caughtUp.isOpen).toBe(true);
});

test('reads at once when it rings', async () => {
  await scene.start();
  await scene.clock.advanceAsync(3000);

  scene.feed.ring();
  await scene.clock.advanceAsync(0);

  expect(scene.reads).toEqual([0, 3000]);
});

test('reads once more for however many rings during a read', async () => {
  const slow = Promise.withResolvers<boolean>();
  scene.read = () => slow.promise;
  await scene.start();
  for (let rings = 0; rings < 1000; rings += 1) scene.feed.ring();

  slow.resolve(true);
  await scene.clock.advanceAsync(1000);

  expect(scene.reads).toEqual([0, 200]);
});

test('is not driven by a bell that never stops', async () => {
  await scene.start();
  for (let passed = 0; passed < 60_000; passed += 10) {
    scene.feed.ring();
    await scene.clock.advanceAsync(10);
  }

  expect(scene.reads.length).toBeLessThan(40);
});

test('catches up at once, whatever it waits for, and tells when that is done', async () => {
  scene.read = () => Promise.reject(new NetworkError('X', 'Gone.'));
  await scene.start();
  await scene.clock.advanceAsync(100_000);
  const before = scene.reads.length;
  const slow = Promise.withResolvers<boolean>();
  scene.read = () => slow.promise;

  scene.feed.catchUp();
  await scene.clock.advanceAsync(0);

  expect(scene.reads.length).toBe(before + 1);
  expect(scene.feed.caughtUp.isOpen).toBe(false);
  slow.resolve(false);
  await scene.clock.advanceAsync(0);
  expect(scene.feed.caughtUp.isOpen).toBe(true);
});

test('that is interrupted while it reads has not caught up before it read again', async () => {
  const [first, second] = [Promise.withResolvers<boolean>(), Promise.withResolvers<boolean>()];
  scene.read = () => (scene.reads.length === 1 ? first.promise : second.promise);
  await scene.start();

  scene.feed.catchUp();
  first.resolve(false);
  await scene.clock.advanceAsync(0);

  expect(scene.reads).toHaveLength(2);
  expect(scene.feed.caughtUp.isOpen).toBe(false);
  second.resolve(false);
  await scene.clock.advanceAsync(0);
  expect(scene.feed.caughtUp.isOpen).toBe(true);
});

test('tries at growing distances when it fails, says why, and has the connection looked at', async () => {
  const told: (string | null)[] = [];
  scene.feed.changed.on(() => told.push(scene.feed.fault));
  scene.read = () => Promise.reject(new RemoteError('X', 'Broken.', { status: 500 }));
  await scene.start();
  await scene.clock.advanceAsync(600_000);

  expect(scene.reads.length).toBeGreaterThan(10);
  expect(scene.reads.length).toBeLessThan(25);
  expect(scene.checks).toEqual(scene.reads);
  // Nobody waits for a feed that cannot be read.
  expect(scene.feed.caughtUp.isOpen).toBe(true);
  scene.read = () => Promise.resolve(true);
  await scene.clock.advanceAsync(60_000);
  expect(told).toEqual(['Broken.', null]);
});

test('leaves the service alone for as long as it asks', async () => {
  const busy = new RemoteError('X', 'Busy.', { status: 429, retryAfterMs: 45_000 });
  scene.read = () => Promise.reject(busy);
  await scene.start();

  for (let seconds = 0; seconds < 44; seconds += 1) {
    scene.feed.ring();
    await scene.clock.advanceAsync(1000);
  }
  expect(scene.reads).toEqual([0]);
  await scene.clock.advanceAsync(1000);

  expect(scene.reads).toEqual([0, 45_000]);
});

describe('whoever waits for all that is there', () => {
  function wait(): { readonly isDone: () => boolean } {
    let isDone = false;
    void scene.feed.upToDate(scene.controller.signal).then(() => (isDone = true));
    return { isDone: () => isDone };
  }

  test('has a reading of its own, also where one is under way', async () => {
    const [first, second] = [Promise.withResolvers<boolean>(), Promise.withResolvers<boolean>()];
    scene.read = () => (scene.reads.length === 1 ? first.promise : second.promise);
    await scene.start();
    const waits = wait();
    first.resolve(false);
    await scene.clock.advanceAsync(200);
    expect([scene.reads, waits.isDone()]).toEqual([[0, 200], false]);

    second.resolve(false);
    await scene.clock.advanceAsync(0);

    expect(waits.isDone()).toBe(true);
  });

  test('shares it with all others, and has it soon whatever rang before in vain', async () => {
    await scene.start();
    for (let rings = 0; rings < 10; rings += 1) {
      scene.feed.ring();
      await scene.clock.advanceAsync(2000);
    }
    scene.feed.ring();
    await scene.clock.advanceAsync(0);
    const before = scene.reads.length;

    const waits = Array.from({ length: 1000 }, wait);
    await scene.clock.advanceAsync(200);

    expect(scene.reads.length).toBe(before + 1);
    expect(waits.every(({ isDone }) => isDone())).toBe(true);
  });

  test('does not wait where the service wants to be left alone for longer', async () => {
    const busy = new RemoteError('X', 'Busy.', { status: 429, retryAfterMs: 45_000 });
    scene.read = () => Promise.reject(busy);
    await scene.start();

    const waits = wait();
    await scene.clock.advanceAsync(0);

    expect(waits.isDone()).toBe(true);
    await scene.clock.advanceAsync(44_000);
    expect(scene.reads).toEqual([0]);
  });

  test('waits for the service, and then five seconds at most', async () => {
    scene.ready.shut();
    await scene.start();
    const waits = wait();
    await scene.clock.advanceAsync(100_000);
    expect(waits.isDone()).toBe(false);
    const slow = Promise.withResolvers<boolean>();
    scene.read = () => slow.promise;

    scene.ready.open();
    await scene.clock.advanceAsync(4999);
    expect(waits.isDone()).toBe(false);
    await scene.clock.advanceAsync(1);

    expect(waits.isDone()).toBe(true);
    slow.resolve(false);
  });
});

test('leaves nothing behind', async () => {
  await scene.start();

  await scene.close();

  expect(scene.clock.pending).toBe(0);
});
