import { expect, test } from 'vitest';
import { silentLogger } from '../../../main/base/log.ts';
import type { ConnectionState } from '../../../shared/connection.ts';
import type { Tunnel } from '../../../main/tunnel/ports.ts';
import type { Proof } from '../../../main/tunnel/public-proof.ts';
import { TunnelProver } from '../../../main/tunnel/tunnel-prover.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const minute = 60_000;
const hour = 60 * minute;
const open: ConnectionState = { status: 'connected', detail: 'The tunnel is open.', remedy: '' };
const gone: ConnectionState = { status: 'reconnecting', detail: 'Gone.', remedy: '' };

const words = { detail: 'Words.', remedy: 'Do it.', isUncounted: false };
const through: Proof = { verdict: 'through', ...words };
const lost: Proof = { verdict: 'lost', ...words, isUncounted: true };
const refused: Proof = { verdict: 'refused', ...words, isUncounted: true };
const unproven: Proof = { verdict: 'unproven', ...words };

/** Open and gone as the test says; a replacement is open again after a second. */
class FakeTunnel implements Tunnel {
  url: string | null = null;
  state: ConnectionState = gone;
  readonly isUnreached = false;
  replaced = 0;
  readonly #clock: FakeClock;
  #listener: () => void = () => {};

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  set(isOpen: boolean): void {
    this.url = isOpen ? 'https://one.example.test' : null;
    this.state = isOpen ? open : gone;
    this.#listener();
  }

  onChange(listener: () => void): () => void {
    this.#listener = listener;
    return () => {
      this.#listener = () => {};
    };
  }

  wake(): void {
    // The machine of the tunnel has tests of its own.
  }

  replace(): void {
    this.replaced += 1;
    this.set(false);
    this.#clock.schedule(1000, () => this.set(true));
  }

  async close(): Promise<void> {
    this.set(false);
  }
}

function start() {
  const clock = new FakeClock();
  const tunnel = new FakeTunnel(clock);
  const scene = { answers: [] as Proof[], always: through, asked: 0, counted: 0 };
  const meter = { note: () => (scene.counted += 1), isUsedUp: false, warning: '' };
  const prover = new TunnelProver({
    ...{ tunnel, meter, proxies: null, clock, log: silentLogger },
    door: { expect: () => ({ path: '/x', wasSeen: false, close: () => {} }) },
    prove: async () => {
      scene.asked += 1;
      await Promise.resolve();
      return scene.answers.shift() ?? scene.always;
    },
  });
  return { clock, tunnel, prover, scene, meter };
}

test('is asked once when the tunnel has opened, and then rarely', async () => {
  const { clock, tunnel, prover, scene } = start();
  tunnel.set(true);
  await clock.advanceAsync(hour);
  expect(scene.asked).toBe(1);
  expect(prover.state).toEqual(open);
  await clock.advanceAsync(24 * hour);
  expect(scene.asked).toBe(5);
});

test('is not asked while visitors come by themselves', async () => {
  const { clock, tunnel, prover, scene } = start();
  tunnel.set(true);
  for (let hours = 0; hours < 24; hours += 1) {
    await clock.advanceAsync(hour);
    prover.noteVisit();
  }
  expect(scene.asked).toBe(1);
});

test('several wakes while one proof is under way are one more', async () => {
  const { clock, tunnel, prover, scene } = start();
  tunnel.set(true);
  await clock.advanceAsync(minute);
  prover.wake();
  await clock.advanceAsync(minute);
  expect(scene.asked).toBe(2);
  tunnel.set(false);
  prover.wake();
  await clock.advanceAsync(minute);
  expect(scene.asked).toBe(2);
});

test('a tunnel that leads nowhere after a wake is replaced at once', async () => {
  const { clock, tunnel, prover, scene } = start();
  tunnel.set(true);
  await clock.advanceAsync(minute);
  scene.answers = [lost];
  prover.wake();
  await clock.advanceAsync(0);
  expect(tunnel.replaced).toBe(1);
  await clock.advanceAsync(minute);
  expect(scene.asked).toBe(3);
  expect(prover.state).toEqual(open);
});

test('a new tunnel has a moment to become known before it is given up', async () => {
  const { clock, tunnel, prover, scene } = start();
  scene.answers = [lost];
  tunnel.set(true);
  await clock.advanceAsync(0);
  expect(prover.state).toMatchObject({ status: 'reconnecting', detail: 'Words.' });
  await clock.advanceAsync(minute);
  expect(scene.asked).toBe(2);
  expect(tunnel.replaced).toBe(0);
  expect(prover.state).toEqual(open);
});

test('one that always leads nowhere is replaced at growing distances, within the budget of requests', async () => {
  const { clock, tunnel, scene } = start();
  scene.always = lost;
  tunnel.set(true);
  await clock.advanceAsync(minute);
  expect(tunnel.replaced).toBe(4);
  await clock.advanceAsync(24 * hour);
  expect(scene.asked).toBeLessThanOrEqual(10 * 25);
  expect(scene.counted).toBe(scene.asked);
  expect(tunnel.replaced).toBeGreaterThan(24);
});

test('one that led nowhere is not called open again until it is proved or somebody came through', async () => {
  const { clock, tunnel, prover, scene } = start();
  scene.always = lost;
  tunnel.set(true);
  await clock.advanceAsync(1000);
  const states = new Set<string>();
  for (let minutes = 0; minutes < 180; minutes += 1) {
    await clock.advanceAsync(minute);
    if (tunnel.state.status === 'connected') states.add(prover.state.status);
  }
  expect([...states]).toEqual(['reconnecting']);

  scene.always = unproven;
  await clock.advanceAsync(2 * hour);
  expect(prover.state).toMatchObject({ status: 'reconnecting', detail: 'Words.' });
  prover.noteVisit();
  expect(prover.state).toEqual(open);
  const before = { asked: scene.asked, replaced: tunnel.replaced };
  await clock.advanceAsync(5 * hour);
  expect({ asked: scene.asked, replaced: tunnel.replaced }).toEqual(before);
});

test('a visit keeps a tunnel that a proof took for dead', async () => {
  const { clock, tunnel, prover, scene } = start();
  scene.answers = [lost];
  tunnel.set(true);
  await clock.advanceAsync(0);
  expect(prover.state.status).toBe('reconnecting');

  prover.noteVisit();
  scene.always = lost;
  await clock.advanceAsync(hour);

  expect(prover.state).toEqual(open);
  expect([scene.asked, tunnel.replaced]).toEqual([1, 0]);
});

test('a tunnel that comes and goes all the time is not asked for without end', async () => {
  const { clock, tunnel, scene } = start();
  for (let times = 0; times < 360; times += 1) {
    tunnel.set(true);
    await clock.advanceAsync(5000);
    tunnel.set(false);
    await clock.advanceAsync(5000);
  }
  expect(scene.asked).toBe(10);
});

test('what this machine cannot check leaves the tunnel alone and says so', async () => {
  const { clock, tunnel, prover, scene } = start();
  scene.always = unproven;
  tunnel.set(true);
  await clock.advanceAsync(hour);
  expect(scene.asked).toBe(5);
  expect(tunnel.replaced).toBe(0);
  const detail = 'The tunnel is open. Words.';
  expect(prover.state).toEqual({ status: 'connected', detail, remedy: 'Do it.' });
  prover.noteVisit();
  expect(prover.state).toEqual(open);
});

test('being turned away is told and leaves the tunnel alone', async () => {
  const { clock, tunnel, prover, scene } = start();
  scene.always = refused;
  tunnel.set(true);
  await clock.advanceAsync(minute);
  expect(prover.state).toEqual({ status: 'refused', detail: 'Words.', remedy: 'Do it.' });
  expect(tunnel.replaced).toBe(0);
  expect(scene.asked).toBe(1);
  scene.always = through;
  await clock.advanceAsync(hour);
  expect(prover.state).toEqual(open);
});

test('nothing is asked for by itself once the plan is used up, and the state warns', async () => {
  const { clock, tunnel, prover, scene, meter } = start();
  meter.isUsedUp = true;
  meter.warning = 'Used up.';
  tunnel.set(true);
  prover.wake();
  await clock.advanceAsync(hour);
  expect(scene.asked).toBe(0);
  expect(prover.state).toMatchObject({
    status: 'connected',
    detail: 'The tunnel is open. Used up.',
  });
  expect(prover.state.remedy).toMatch(/monthlyRequests/);
});

test('somebody who asks is told, and a dead tunnel is replaced for them', async () => {
  const { clock, tunnel, prover, scene } = start();
  const { signal } = new AbortController();
  expect(await prover.probe(signal)).toBeNull();
  tunnel.set(true);
  await clock.advanceAsync(minute);
  expect(await prover.probe(signal)).toMatchObject({ verdict: 'through' });
  expect(tunnel.replaced).toBe(0);
  scene.answers = [lost];
  expect(await prover.probe(signal)).toMatchObject({ verdict: 'lost' });
  expect(tunnel.replaced).toBe(1);
});

test('leaves no timer behind and can be closed twice, also in the middle', async () => {
  const { clock, tunnel, prover, scene } = start();
  tunnel.set(true);
  prover.close();
  prover.close();
  await clock.advanceAsync(24 * hour);
  expect(clock.pending).toBe(0);
  expect(scene.asked).toBe(1);
  expect(tunnel.replaced).toBe(0);
});
