import { expect, test } from 'vitest';
import { PhonePresence } from '../../../main/app/phone-presence.ts';
import { Emitter } from '../../../main/base/emitter.ts';
import { Gate } from '../../../main/base/gate.ts';
import { silentLogger } from '../../../main/base/log.ts';
import type { ConnectionState } from '../../../shared/connection.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

/** A care of numbers that does what it is told to. */
function openPresence() {
  const clock = new FakeClock();
  const states = new Emitter<ConnectionState>();
  const ready = new Gate(true);
  const told: unknown[] = [];
  const does = {
    here: () => Promise.resolve(true),
    away: () => Promise.resolve(true),
  };
  const presence = new PhonePresence({
    care: {
      here: () => (told.push('here'), does.here()),
      away: () => (told.push('away'), does.away()),
    },
    voipBin: {
      ready,
      onState: (listener) => states.on(listener),
      renew: () => void told.push('renew'),
    },
    ...{ clock, log: silentLogger },
  });
  const scope = new AbortController();
  const run = presence.run(scope.signal).catch(() => 'ended');
  const connected: ConnectionState = { status: 'connected', detail: '', remedy: '' };
  const connect = (): void => states.emit(connected);
  return { presence, clock, told, does, connect, states, scope, run };
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

test('it ends with its signal and listens no more', async () => {
  const { scope, run, told, states } = openPresence();
  await settle();
  scope.abort(new DOMException('closed', 'AbortError'));
  expect(await run).toBe('ended');
  states.emit({ status: 'connected', detail: '', remedy: '' });
  await settle();
  expect(told).toEqual(['here']);
});
