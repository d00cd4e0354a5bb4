import { expect, test } from 'vitest';
import { accessKeyMaker } from '../../../../main/app/setup/access-key.ts';
import { NetworkError } from '../../../../shared/errors.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { setupScene } from '../../../fakes/setup-scene.ts';

const { signal } = new AbortController();
const dayMs = 86_400_000;

function open(env: Record<string, string> = {}) {
  const { secrets, setup } = setupScene({ clock: new FakeClock(), home: '/nowhere', env });
  const asked: (readonly [string, number])[] = [];
  const scene = { token: 'vb_made' as string | null, error: null as Error | null };
  const account = {
    createAccessKey: async (name: string, forMs: number) => {
      asked.push([name, forMs / dayMs]);
      await Promise.resolve();
      if (scene.error) throw scene.error;
      return { token: scene.token, prefix: 'vb_', expiresAt: 365 * dayMs };
    },
  };
  const make = accessKeyMaker({ account, secrets, secretCare: setup.secrets });
  return { make, asked, secrets, scene };
}

test('a key for a year is made once and kept, however often it is asked for at once', async () => {
  const { make, asked, secrets } = open();
  const [one, other] = await Promise.all([make(signal), make(signal)]);
  expect(one).toEqual({
    ...{ kept: 'memory', detail: expect.any(String), expiresAt: 365 * dayMs },
  });
  expect(other).toBe(one);
  expect(asked).toEqual([['Adjutant', 365]]);
  expect(await secrets.get('voipbin-token')).toBe('vb_made');
});

test('none is made where one is set, also by a variable', async () => {
  const { make, asked } = open({ ADJUTANT_VOIPBIN_TOKEN: 'vb_given' });
  await expect(make(signal)).rejects.toMatchObject({ code: 'ACCESS_KEY_SET', kind: 'refused' });
  expect(asked).toEqual([]);
});

test('what failed can be asked again, and a key that was not told is no key', async () => {
  const { make, secrets, scene } = open();
  scene.error = new NetworkError('X', 'Gone.');
  await expect(make(signal)).rejects.toThrow('Gone.');
  scene.error = null;
  scene.token = null;
  await expect(make(signal)).rejects.toMatchObject({ code: 'VOIPBIN_SHAPE' });
  expect(await secrets.get('voipbin-token')).toBeNull();
  scene.token = 'vb_later';
  await make(signal);
  expect(await secrets.get('voipbin-token')).toBe('vb_later');
});
