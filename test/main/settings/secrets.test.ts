import { expect, test } from 'vitest';
import { silentLogger } from '../../../main/base/log.ts';
import type { Secrets } from '../../../main/settings/ports.ts';
import { openSecrets } from '../../../main/settings/secrets.ts';
import { withFixedSecrets } from '../../../main/settings/fixed-secrets.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { FakeKeytar } from '../../fakes/fake-keytar.ts';

type Env = Record<string, string | undefined>;

function open({ env = {}, enabled = true }: { env?: Env; enabled?: boolean } = {}) {
  const keytar = new FakeKeytar();
  const clock = new FakeClock();
  const changes: (string | null)[] = [];
  const ended = new AbortController();
  const start = (): ReturnType<typeof openSecrets> =>
    openSecrets({
      home: '/home/of/one',
      env,
      enabled,
      clock,
      log: silentLogger,
      loadKeytar: async () => keytar,
      signal: ended.signal,
    });
  return {
    keytar,
    clock,
    changes,
    end: () => ended.abort(),
    start: () => {
      const opened = start();
      opened.secrets.onChange((name) => changes.push(name));
      return opened;
    },
  };
}

const missing = new Error('Cannot autolaunch D-Bus without X11 $DISPLAY');

test('opens without waiting for the keychain', async () => {
  const { keytar, clock, changes, start } = open();
  keytar.hang();
  const { secrets } = start();
  expect(secrets.keychain.status).toBe('connecting');
  await clock.advanceAsync(5000);
  expect(secrets.keychain).toMatchObject({
    status: 'refused',
    remedy: expect.stringContaining('Unlock'),
  });
  // The owner types the password at last.
  keytar.release();
  await clock.advanceAsync(0);
  expect(secrets.keychain.status).toBe('connected');
  expect(changes).toEqual([null, null]);
});

test('takes secrets out of the environment and keeps them out of the keychain', async () => {
  const env: Env = {
    ADJUTANT_CARBONVOICE_PAT: 'pat\n',
    ADJUTANT_VOIPBIN_TOKEN: 'token',
    ADJUTANT_VOIPBIN_USERNAME: 'user',
    ADJUTANT_VOIPBIN_PASSWORD: 'password',
    ADJUTANT_NGROK_AUTHTOKEN: '',
    ADJUTANT_LLM_KEY: 'bad\0key',
    PATH: '/bin',
  };
  const { keytar, start } = open({ env });
  const { secrets } = start();
  expect(env).toEqual({ PATH: '/bin' });
  expect(await secrets.get('carbonvoice-pat')).toBe('pat');
  expect(await secrets.get('ngrok-authtoken')).toBeNull();
  expect(await secrets.get('llm-key')).toBeNull();
  expect(await secrets.list()).toEqual([
    'carbonvoice-pat',
    'voipbin-password',
    'voipbin-token',
    'voipbin-username',
  ]);
  const fixed = {
    code: 'SECRET_FIXED',
    message: expect.stringContaining('ADJUTANT_VOIPBIN_TOKEN'),
  };
  await expect(secrets.set('voipbin-token', 'other')).rejects.toMatchObject(fixed);
  await expect(secrets.delete('voipbin-token')).rejects.toMatchObject(fixed);
  expect([...keytar.entries.values()]).toEqual([]);
});

test('keeps secrets in the keychain over a restart and announces each change by name', async () => {
  const { changes, start } = open();
  const { secrets } = start();
  await secrets.set('llm-key', 'value');
  expect(secrets.keychain.status).toBe('connected');
  expect(changes).toEqual([null, 'llm-key']);
  const { secrets: again } = start();
  expect(await again.get('llm-key')).toBe('value');
  expect(await again.delete('llm-key')).toBe(true);
  expect(await again.delete('llm-key')).toBe(false);
  expect(await again.get('llm-key')).toBeNull();
});

test.each([
  ['locked', 'refused'],
  ['missing', 'failed'],
])('keeps a secret for this run when the keychain is %s, and says so', async (how, status) => {
  const { keytar, clock, changes, start } = open();
  keytar.locked = how === 'locked';
  keytar.failure = how === 'missing' ? missing : null;
  const { secrets, probe } = start();
  await secrets.set('llm-key', 'value');
  expect(await secrets.get('llm-key')).toBe('value');
  expect(changes).toContain('llm-key');
  expect(secrets.keychain).toMatchObject({
    status,
    detail: expect.stringContaining('Kept for this run only: llm-key.'),
    remedy: expect.stringContaining('for this run only'),
  });

  keytar.locked = false;
  keytar.failure = null;
  await probe();
  expect(secrets.keychain).toMatchObject({
    status: 'connected',
    detail: expect.stringContaining('Kept for this run only: llm-key.'),
    remedy: 'Set them again to keep them.',
  });
  expect(keytar.entries.size).toBe(0);
  await secrets.set('llm-key', 'value');
  expect([...keytar.entries.values()]).toEqual(['value']);
  expect(secrets.keychain.detail).toBe('Secrets are kept in the keychain.');
  await clock.advanceAsync(0);
});

test('says that it cannot know while the keychain is locked, and asks it once a minute only', async () => {
  const { keytar, clock, start } = open();
  keytar.locked = true;
  const { secrets, probe } = start();
  await probe();
  const locked = { code: 'KEYCHAIN_LOCKED' };
  const asked = keytar.requests.length;
  await expect(secrets.get('llm-key')).rejects.toMatchObject(locked);
  await expect(secrets.list()).rejects.toMatchObject(locked);
  expect(keytar.requests).toHaveLength(asked);
  await expect(secrets.delete('llm-key')).rejects.toMatchObject(locked);
  keytar.locked = false;
  clock.advance(60_000);
  expect(await secrets.get('llm-key')).toBeNull();
  expect(secrets.keychain.status).toBe('connected');
});

test.each(['locked', 'missing', 'hanging'])(
  'has what it read already from a keychain that is %s later, and nothing that was changed since',
  async (how) => {
    const { keytar, clock, start } = open();
    const { secrets } = start();
    for (const name of ['llm-key', 'stt-key', 'tts-key']) await secrets.set(name, `${name} one`);
    for (const name of ['llm-key', 'stt-key', 'phone-pin']) await secrets.get(name);
    await secrets.set('stt-key', 'stt-key two');
    const reading = secrets.get('tts-key');
    await secrets.delete('tts-key');
    await reading;

    // A keyring that locks itself right after it was seen to be open answers as if it were empty.
    keytar.locked = how === 'locked';
    keytar.failure = how === 'missing' ? missing : null;
    if (how === 'hanging') keytar.hang();
    const read = Promise.all(['llm-key', 'stt-key', 'phone-pin'].map((name) => secrets.get(name)));
    await clock.advanceAsync(15_000);
    expect(await read).toEqual(['llm-key one', 'stt-key two', null]);
    expect(secrets.keychain.status).toBe(how === 'missing' ? 'failed' : 'refused');
    const asked = keytar.requests.length;
    expect(await secrets.get('llm-key'), 'and at once from then on').toBe('llm-key one');
    expect(keytar.requests).toHaveLength(asked);
    const deleted = secrets.get('tts-key').catch(() => 'unknown');
    expect(await deleted).toBe(how === 'missing' ? null : 'unknown');
  },
);

test.each(['locked', 'missing'])(
  'says that a %s keychain may still hold what is deleted, and works with it no more',
  async (how) => {
    const { keytar, changes, start } = open();
    const { secrets } = start();
    await secrets.set('phone-pin', '4711');
    changes.length = 0;
    keytar.locked = how === 'locked';
    keytar.failure = how === 'missing' ? missing : null;

    await expect(secrets.delete('phone-pin')).rejects.toMatchObject({ kind: 'auth' });

    expect(changes).toContain('phone-pin');
    expect(await secrets.get('phone-pin').catch(() => null)).toBeNull();
  },
);

test('looks again for a keychain that went away, until the end', async () => {
  const { keytar, clock, start, end } = open();
  const { secrets } = start();
  await secrets.set('llm-key', 'value');
  keytar.failure = missing;
  await secrets.get('llm-key');
  keytar.failure = null;
  await clock.advanceAsync(1000);
  expect(secrets.keychain.status, 'soon at first').toBe('connected');
  keytar.failure = missing;
  await secrets.get('llm-key');
  await clock.advanceAsync(150_000);
  expect(secrets.keychain.status).toBe('failed');
  expect(await secrets.list(), 'what is at work').toEqual(['llm-key']);

  keytar.failure = null;
  await clock.advanceAsync(60_000);

  expect(secrets.keychain.status).toBe('connected');
  let asked = keytar.requests.length;
  await clock.advanceAsync(600_000);
  expect(keytar.requests, 'not for one that is there').toHaveLength(asked);
  keytar.failure = missing;
  await secrets.get('llm-key');
  asked = keytar.requests.length;
  end();
  await clock.advanceAsync(600_000);
  expect(keytar.requests).toHaveLength(asked);
});

test('goes by what was changed in the keychain itself', async () => {
  const { keytar, start } = open();
  const { secrets } = start();
  await secrets.set('llm-key', 'value');
  const [account = ''] = keytar.entries.keys();
  keytar.entries.set(account, 'other');
  expect(await secrets.get('llm-key')).toBe('other');
  keytar.entries.delete(account);
  expect(await secrets.get('llm-key')).toBeNull();
});

test('has no secrets but those of this run when there is no keychain', async () => {
  const { keytar, start } = open();
  keytar.failure = missing;
  const { secrets } = start();
  expect(await secrets.get('llm-key')).toBeNull();
  await secrets.set('llm-key', 'value');
  expect(await secrets.list()).toEqual(['llm-key']);
  expect(await secrets.delete('llm-key')).toBe(true);
  expect(await secrets.list()).toEqual([]);
});

test('never asks a keychain that is switched off', async () => {
  const { keytar, start } = open({ enabled: false });
  const { secrets, probe } = start();
  await probe();
  await secrets.set('llm-key', 'value');
  expect(await secrets.get('llm-key')).toBe('value');
  expect(secrets.keychain.status).toBe('off');
  expect(keytar.requests).toEqual([]);
});

test('answers fixed secrets without touching the real ones', async () => {
  const { keytar, start } = open();
  const { secrets } = start();
  await secrets.set('carbonvoice-pat', 'real');
  await secrets.set('llm-key', 'model');
  const practice: Secrets = withFixedSecrets(secrets, {
    'carbonvoice-pat': 'practice',
    'voipbin-token': 'practice',
  });
  const asked = keytar.requests.length;
  expect(await practice.get('carbonvoice-pat')).toBe('practice');
  expect(keytar.requests).toHaveLength(asked);
  const fixed = { code: 'SECRET_FIXED' };
  await expect(practice.set('carbonvoice-pat', 'x')).rejects.toMatchObject(fixed);
  await expect(practice.delete('carbonvoice-pat')).rejects.toMatchObject(fixed);
  expect(await practice.get('llm-key')).toBe('model');
  expect(await practice.list()).toEqual(['carbonvoice-pat', 'llm-key', 'voipbin-token']);
  expect(await secrets.get('carbonvoice-pat')).toBe('real');
  expect(practice.keychain).toBe(secrets.keychain);
});
