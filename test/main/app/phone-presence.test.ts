import { expect, test } from 'vitest';
import { PhonePresence } from '../../../main/app/phone-presence.ts';
import { Emitter } from '../../../main/base/emitter.ts';
import { Gate } from '../../../main/base/gate.ts';
import { silentLogger } from '../../../main/base/log.ts';
import type { LiveCall } from '../../../main/call/live-call.ts';
import type { CallStatus } from '../../../main/call/ports.ts';
import type { ConnectionState } from '../../../shared/connection.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const failed = new Error('the service does not answer');

/** One call that rings, and a care of numbers that does what it is told to. */
function openPresence() {
  const clock = new FakeClock();
  const states = new Emitter<ConnectionState>();
  const changed = new Emitter<LiveCall>();
  const ready = new Gate(true);
  const told: unknown[] = [];
  const does = {
    here: () => Promise.resolve(true),
    away: () => Promise.resolve(true),
    pickUp: () => Promise.resolve(),
    hangUp: () => Promise.resolve(),
  };
  let status: CallStatus = 'ringing';
  let isHeld = true;
  const happen = (event: unknown): void => void told.push(event);
  const call = (): LiveCall =>
    ({ record: { id: 'call', status }, session: { happen } }) as unknown as LiveCall;
  const presence = new PhonePresence({
    care: {
      rings: () => status === 'ringing',
      here: () => (told.push('here'), does.here()),
      away: () => (told.push('away'), does.away()),
    },
    voipBin: {
      ready,
      onState: (listener) => states.on(listener),
      renew: () => void told.push('renew'),
      pickUp: () => (told.push('pick up'), does.pickUp()),
      hangUp: () => (told.push('hang up'), does.hangUp()),
    },
    desk: {
      changed,
      get calls() {
        return isHeld ? [call()] : [];
      },
    },
    ...{ language: 'en-US', clock, log: silentLogger },
  });
  const scope = new AbortController();
  const run = presence.run(scope.signal).catch(() => 'ended');
  const ring = (next: CallStatus = 'ringing'): void => {
    status = next;
    changed.emit(call());
  };
  const connected: ConnectionState = { status: 'connected', detail: '', remedy: '' };
  const connect = (): void => states.emit(connected);
  const letGo = (): void => void (isHeld = false);
  return { presence, clock, told, does, ring, letGo, connect, states, scope, run };
}

/** Lets everything that is due without a timer happen. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

test('calls ring here from the start, and again after every reconnect', async () => {
  const { told, connect } = openPresence();
  await settle();
  connect();
  await settle();
  expect(told).toEqual(['here', 'here']);
});

test('what failed is tried again half a minute later', async () => {
  const { told, clock, does } = openPresence();
  does.here = () => Promise.resolve(false);
  await settle();
  clock.advance(29_999);
  await settle();
  expect(told).toEqual(['here']);
  clock.advance(1);
  await settle();
  expect(told).toEqual(['here', 'here']);
});

test('a suspend gives the calls away until the wake', async () => {
  const { presence, told, connect } = openPresence();
  await settle();
  await presence.leave();
  connect();
  await settle();
  expect(told).toEqual(['here', 'away']);
  presence.back();
  await settle();
  expect(told).toEqual(['here', 'away', 'renew', 'here']);
});

test('a service that does not answer holds nobody for more than two seconds', async () => {
  const { presence, clock, does } = openPresence();
  does.away = () => new Promise(() => {});
  let isLeft = false;
  const leaving = presence.leave().then(() => (isLeft = true));
  clock.advance(1999);
  await settle();
  expect(isLeft).toBe(false);
  clock.advance(1);
  await leaving;
});

test('a call that rings is picked up, once', async () => {
  const { told, ring } = openPresence();
  await settle();
  ring();
  ring();
  await settle();
  expect(told).toEqual(['here', 'pick up']);
});

test('a pick-up that failed is tried again while the call rings', async () => {
  const { told, ring, clock, does } = openPresence();
  await settle();
  does.pickUp = () => Promise.reject(failed);
  ring();
  await settle();
  clock.advance(400);
  await settle();
  ring('progressing');
  clock.advance(400);
  await settle();
  expect(told).toEqual(['here', 'pick up', 'pick up']);
});

test('an order that leaves the call ringing is not repeated, and the call is let go', async () => {
  const { told, ring, clock } = openPresence();
  await settle();
  ring();
  for (let step = 0; step < 20; step += 1) {
    await settle();
    clock.advance(400);
  }
  await settle();
  expect(told).toEqual(['here', 'pick up', { type: 'call-status', status: 'ended' }]);
});

test('a call that cannot be taken is let go before the mailbox answers it', async () => {
  const { told, ring, clock, does } = openPresence();
  await settle();
  does.pickUp = () => Promise.reject(failed);
  ring();
  for (let step = 0; step < 20; step += 1) {
    await settle();
    clock.advance(400);
  }
  await settle();
  expect(told.at(-1)).toEqual({ type: 'call-status', status: 'ended' });
});

test('a call whose pick-up was under way when we left is hung up', async () => {
  const { presence, told, ring, letGo, does } = openPresence();
  await settle();
  const picking = Promise.withResolvers<void>();
  does.pickUp = () => picking.promise;
  ring();
  await settle();
  letGo();
  await presence.leave();
  picking.resolve();
  await settle();
  expect(told).toEqual(['here', 'pick up', 'away', 'hang up']);
});

test('it ends with its signal and listens no more', async () => {
  const { scope, run, ring, told, states } = openPresence();
  await settle();
  scope.abort(new DOMException('closed', 'AbortError'));
  expect(await run).toBe('ended');
  ring();
  states.emit({ status: 'connected', detail: '', remedy: '' });
  await settle();
  expect(told).toEqual(['here']);
});
