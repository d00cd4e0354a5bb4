import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Gate } from '../../../main/base/gate.ts';
import { silentLogger } from '../../../main/base/log.ts';
import type { LineEvent } from '../../../main/carbonvoice/live-socket.ts';
import { LiveSocket } from '../../../main/carbonvoice/live-socket.ts';
import { AuthError, SettingsError } from '../../../shared/errors.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

type Line = { readonly token: string; readonly tell: (event: LineEvent) => void; open: boolean };

class Scene {
  readonly clock = new FakeClock(0);
  readonly ready = new Gate(true);
  readonly lines: Line[] = [];
  readonly openedAt: number[] = [];
  readonly controller = new AbortController();
  rings = 0;
  drops = 0;
  token: string | null = 'cv_pat_1';
  openError: Error | null = null;
  tokenError: Error = new SettingsError('X', 'None.');
  readonly live = new LiveSocket({
    open: async (token, tell) => {
      this.openedAt.push(this.clock.now());
      if (this.openError) throw this.openError;
      const line: Line = { token, tell, open: true };
      this.lines.push(line);
      return () => void (line.open = false);
    },
    token: () =>
      this.token === null ? Promise.reject(this.tokenError) : Promise.resolve(this.token),
    ...{ ready: this.ready, clock: this.clock, log: silentLogger },
    ring: () => void (this.rings += 1),
    onDrop: () => void (this.drops += 1),
  });
  #running: Promise<unknown> = Promise.resolve();

  async start(): Promise<void> {
    this.#running = this.live.run(this.controller.signal).catch(() => 'ended');
    await this.clock.advanceAsync(0);
  }

  /** The line that was opened last. */
  get line(): Line {
    const line = this.lines.at(-1);
    if (!line) throw new Error('no line was opened');
    return line;
  }

  async tell(event: LineEvent): Promise<void> {
    this.line.tell(event);
    await this.clock.advanceAsync(0);
  }

  async close(): Promise<void> {
    this.controller.abort(new DOMException('closed', 'AbortError'));
    await this.#running;
  }
}

let scene: Scene;
beforeEach(async () => {
  scene = new Scene();
  await scene.start();
});
afterEach(() => scene.close());

const down: LineEvent = { type: 'down', reason: 'transport close' };

test('opens with the token and is up when it is let in', async () => {
  expect(scene.lines).toMatchObject([{ token: 'cv_pat_1' }]);
  expect(scene.live.isUp).toBe(false);

  await scene.tell({ type: 'up' });

  expect(scene.live.isUp).toBe(true);
});

test('rings when it is up, at each event and at its end', async () => {
  await scene.tell({ type: 'up' });
  await scene.tell({ type: 'rang' });
  expect(scene.rings).toBe(2);

  await scene.tell(down);

  expect(scene.rings).toBe(3);
  expect(scene.drops).toBe(1);
  expect(scene.live.isUp).toBe(false);
  expect(scene.line.open).toBe(false);
});

test('tries from one second on, doubling to thirty', async () => {
  scene.openError = new Error('refused');
  await scene.tell(down);
  await scene.clock.advanceAsync(300_000);

  const waits = scene.openedAt.slice(1).map((at, index) => at - (scene.openedAt[index] ?? 0));
  for (const [index, wait] of waits.entries()) {
    const full = Math.min(30_000, 1000 * 2 ** index);
    expect(wait).toBeGreaterThanOrEqual(full * 0.8);
    expect(wait).toBeLessThanOrEqual(full);
  }
  expect(waits.length).toBeGreaterThan(10);
  expect(scene.rings).toBe(0);
});

/** The waits after lines that lasted so long. */
async function waitsAfter(lines: readonly number[]): Promise<readonly number[]> {
  const waits: number[] = [];
  for (const lastsMs of lines) {
    await scene.tell({ type: 'up' });
    await scene.clock.advanceAsync(lastsMs);
    await scene.tell(down);
    const waitMs = (scene.clock.nextAt ?? 0) - scene.clock.now();
    waits.push(waitMs);
    await scene.clock.advanceAsync(waitMs);
  }
  return waits;
}

test.each([0, 3000, 9999])(
  'waits longer each time after lines that end within %i ms, and a second after one that lasted',
  async (lastsMs) => {
    const waits = await waitsAfter([...Array.from({ length: 8 }, () => lastsMs), 10_000]);

    expect(waits[3]).toBeGreaterThan(6000);
    expect(waits[7]).toBeGreaterThanOrEqual(24_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
    expect(waits[8]).toBeLessThanOrEqual(1000);
  },
);

test('is back within seconds on a network that flickers after a time without any', async () => {
  scene.openError = new Error('refused');
  await scene.tell(down);
  await scene.clock.advanceAsync(300_000);
  scene.openError = null;
  const before = scene.lines.length;
  while (scene.lines.length === before) await scene.clock.advanceAsync(1000);

  const [first = 0, second = 0, third = 0] = await waitsAfter([3000, 3000, 3000]);

  expect(first).toBeLessThanOrEqual(1000);
  expect(second).toBeLessThanOrEqual(2000);
  expect(third).toBeLessThanOrEqual(4000);
});

test('gives up a line that is not let in within fifteen seconds', async () => {
  await scene.clock.advanceAsync(14_999);
  expect(scene.line.open).toBe(true);

  await scene.clock.advanceAsync(1);

  expect(scene.lines[0]?.open).toBe(false);
});

test('knocks only while the service answers', async () => {
  scene.ready.shut();
  await scene.tell(down);
  await scene.clock.advanceAsync(100_000);
  expect(scene.openedAt).toHaveLength(1);

  scene.ready.open();
  await scene.clock.advanceAsync(0);

  expect(scene.openedAt).toHaveLength(2);
});

describe('a changed secret', () => {
  test('that is another token has the line made anew', async () => {
    await scene.tell({ type: 'up' });
    scene.token = 'cv_pat_2';

    await scene.live.check();
    await scene.clock.advanceAsync(1000);

    expect(scene.lines.map(({ token, open }) => [token, open])).toEqual([
      ...[
        ['cv_pat_1', false],
        ['cv_pat_2', true],
      ],
    ]);
  });

  test('that is none of ours leaves it alone', async () => {
    await scene.tell({ type: 'up' });

    await scene.live.check();
    await scene.clock.advanceAsync(1000);

    expect(scene.lines.map(({ open }) => open)).toEqual([true]);
  });

  test('that cannot be read, because the keychain is locked, leaves it alone', async () => {
    await scene.tell({ type: 'up' });
    scene.token = null;
    scene.tokenError = new AuthError('KEYCHAIN_LOCKED', 'Locked.');

    await scene.live.check();
    await scene.clock.advanceAsync(1000);

    expect(scene.line.open).toBe(true);
  });

  test('that takes the token away ends it', async () => {
    await scene.tell({ type: 'up' });
    scene.token = null;

    await scene.live.check();
    await scene.clock.advanceAsync(100);

    expect(scene.line.open).toBe(false);
  });
});

test('ends with the signal, closes its line and leaves nothing behind', async () => {
  await scene.tell({ type: 'up' });

  await scene.close();

  expect(scene.line.open).toBe(false);
  expect(scene.clock.pending).toBe(0);
});
