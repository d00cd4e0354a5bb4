import { expect, test } from 'vitest';
import { TunnelKeeper } from '../../../main/app/tunnel.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { AuthError } from '../../../shared/errors.ts';
import { defaultSettings } from '../../../shared/settings.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

function keeper(token: () => Promise<string | null>, provider: 'off' | null = null) {
  const tunnel = new TunnelKeeper(
    {
      settings: { ...defaultSettings, 'tunnel.provider': provider },
      rehearsal: false,
      secrets: { get: token },
      proxies: null,
      door: { expect: () => ({ path: '/x', wasSeen: false, close: () => {} }) },
      requestMemory: { read: () => Promise.resolve(null), write: () => Promise.resolve() },
      localAddress: '127.0.0.1:1',
      starter: {
        start: () => {
          throw new Error('nothing is to be started');
        },
      },
      script: '',
      ...{ clock: new FakeClock(), log: silentLogger },
    },
    new AbortController().signal,
  );
  let changes = 0;
  tunnel.changed.on(() => (changes += 1));
  return { tunnel, changes: () => changes };
}

test('a tunnel without a token is off only when that is sure, and tells it', async () => {
  const { tunnel, changes } = keeper(() => Promise.resolve(null));
  expect(tunnel.isOff).toBe(false);

  tunnel.check();
  await tunnel.close();

  expect(tunnel.isOff).toBe(true);
  expect(changes()).toBe(1);
});

test('a locked keychain does not switch the tunnel off', async () => {
  const { tunnel } = keeper(() => Promise.reject(new AuthError('LOCKED', 'Locked.')));

  tunnel.check();
  await tunnel.close();

  expect(tunnel.isOff).toBe(false);
});

test('a tunnel that the settings switch off is off from the start', () => {
  expect(keeper(() => Promise.resolve('token'), 'off').tunnel.isOff).toBe(true);
});
