import { describe, expect, test } from 'vitest';
import { checkKeychain } from '../../../main/doctor/keychain-check.ts';
import { checkPublicPath } from '../../../main/doctor/public-path-check.ts';
import { checkStore } from '../../../main/doctor/store-check.ts';
import type { StoreHealth } from '../../../main/doctor/store-check.ts';
import { checkTunnel } from '../../../main/doctor/tunnel-check.ts';
import type { StoppedTunnel } from '../../../main/doctor/tunnel-check.ts';
import type { ConnectionState } from '../../../shared/connection.ts';
import { NetworkError, StoreError } from '../../../shared/errors.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { look } from './look.ts';

const probe = (): Promise<void> => Promise.resolve();

describe('the keychain', () => {
  const open = { status: 'connected', detail: 'Secrets are kept in the keychain.', remedy: '' };
  const locked = { status: 'refused', detail: 'The keychain is locked.', remedy: 'Unlock it.' };
  const missing = { status: 'failed', detail: 'There is no keychain.', remedy: 'Install one.' };
  const off = { status: 'off', detail: 'Switched off.', remedy: 'Set it to on.' };
  const rest = {
    status: 'connected',
    detail: 'Kept for this run only: llm-key.',
    remedy: 'Set them again to keep them.',
  };

  test.each([
    ['good', open],
    ['bad', locked],
    ['bad', missing],
    ['off', off],
    ['bad', rest],
  ] as const)('is %s: %j', async (verdict, state) => {
    const found = await look(checkKeychain({ probe, state: () => state as ConnectionState }));
    expect(found).toMatchObject({ verdict, remedy: state.remedy });
    expect(found.detail).toContain(state.detail);
  });

  test('is asked anew before it is judged', async () => {
    let state = locked as ConnectionState;
    const unlock = (): Promise<void> => {
      state = open as ConnectionState;
      return Promise.resolve();
    };
    const found = await look(checkKeychain({ probe: unlock, state: () => state }));
    expect(found.verdict).toBe('good');
  });
});

describe('the data file', () => {
  const disk = { freeBytes: 5_000_000_000, syncMs: 3 };
  const counts = {
    inbox: { pending: 1, failed: 2 },
    outbox: { pending: 3, failed: 4, unknown: 5 },
  };
  const whole: StoreHealth = { faults: [], version: 5, newest: 5, counts };
  const check = (health: StoreHealth | null, trial: typeof disk | null = disk) =>
    look(
      checkStore({
        tryDisk: () => Promise.resolve(trial),
        health: () => Promise.resolve(health),
      }),
    );

  test('is whole: schema, space and what waits are told', async () => {
    expect(await check(whole)).toEqual({
      verdict: 'good',
      detail:
        'The data file is whole (schema 5), 4768 MB are free. Inbox: 1 pending, 2 failed. Outbox: 3 pending, 4 failed, 5 unknown.',
      remedy: '',
    });
  });

  test('is not there yet', async () => {
    expect(await check(null)).toMatchObject({ verdict: 'off' });
    expect(await check(whole, null)).toMatchObject({ verdict: 'off' });
  });

  test('is damaged, of a newer version, or on a disk without space', async () => {
    const damaged = await check({ ...whole, faults: ['row 3 missing from index x'] });
    expect(damaged.detail).toBe('The data file is damaged: row 3 missing from index x.');
    expect(damaged.remedy).toContain('backup');
    expect(await check({ ...whole, version: 6, counts: null })).toMatchObject({
      verdict: 'bad',
      remedy: 'Update Adjutant.',
    });
    expect(await check(whole, { ...disk, freeBytes: 20_000_000 })).toMatchObject({
      verdict: 'bad',
      detail: 'The disk of the home folder is almost full: 19 MB are free.',
    });
  });

  test('is older than we are, or on a slow disk: told, and in order', async () => {
    const found = await check({ ...whole, version: 4, counts: null }, { ...disk, syncMs: 900 });
    expect(found.verdict).toBe('good');
    expect(found.detail).toContain('brought up to schema 5 at the next start');
    expect(found.detail).toContain('900 ms for one small file');
  });

  test('cannot be written', async () => {
    const refused = new StoreError('DISK_FULL', 'The disk is full.', { remedy: 'Make room.' });
    const found = await look(
      checkStore({
        tryDisk: () => Promise.reject(refused),
        health: () => Promise.resolve(whole),
      }),
    );
    expect(found).toEqual({ verdict: 'bad', detail: 'The disk is full.', remedy: 'Make room.' });
  });
});

class RunningTunnel {
  readonly clock = new FakeClock();
  url: string | null = null;
  #state: ConnectionState;
  #listener: () => void = () => {};

  constructor(state: ConnectionState) {
    this.#state = state;
  }

  become(state: ConnectionState): void {
    this.#state = state;
    this.#listener();
  }

  look(wantedBy: string | null = null) {
    const onChange = (listener: () => void): (() => void) => {
      this.#listener = listener;
      return () => (this.#listener = () => {});
    };
    const tunnel = { state: () => this.#state, url: () => this.url, onChange };
    return look(checkTunnel({ tunnel, wantedBy, clock: this.clock }));
  }
}

const notSet: ConnectionState = { status: 'off', detail: 'No authtoken.', remedy: 'Set one' };
const coming: ConnectionState = { status: 'connecting', detail: 'Opening.', remedy: '' };

describe('the tunnel', () => {
  test('is open at its address', async () => {
    const tunnel = new RunningTunnel({ status: 'connected', detail: 'Open.', remedy: '' });
    tunnel.url = 'https://a.example';
    expect(await tunnel.look()).toMatchObject({
      verdict: 'good',
      detail: 'Open at a.example. Open.',
    });
  });

  test('is waited for while it opens, and not for ever', async () => {
    const tunnel = new RunningTunnel(coming);
    const found = tunnel.look();
    tunnel.become({
      status: 'refused',
      detail: 'ngrok refuses the authtoken (ERR_NGROK_105).',
      remedy: 'Set another one.',
    });
    expect(await found).toEqual({
      verdict: 'bad',
      detail: 'ngrok refuses the authtoken (ERR_NGROK_105).',
      remedy: 'Set another one.',
    });
    const hanging = new RunningTunnel(coming);
    const late = hanging.look();
    await hanging.clock.advanceAsync(8000);
    expect(await late).toMatchObject({ verdict: 'bad', detail: 'Opening.' });
    expect(hanging.clock.pending).toBe(0);
  });

  test('is not set up, which is a fault only where a setting needs it', async () => {
    expect(await new RunningTunnel(notSet).look()).toEqual({
      verdict: 'off',
      detail: 'No authtoken.',
      remedy: 'Set one',
    });
    expect(await new RunningTunnel(notSet).look('voipbin.delivery')).toEqual({
      verdict: 'bad',
      detail: 'No authtoken. But voipbin.delivery needs a public address.',
      remedy: 'Set one; or change voipbin.delivery.',
    });
  });

  test('can be looked at while nothing runs: token, edge, switched off', async () => {
    const stopped: StoppedTunnel = {
      isOff: false,
      hasToken: () => Promise.resolve(true),
      edge: 'edge.example:443',
      reach: () => Promise.resolve(),
    };
    const at = (change: Partial<StoppedTunnel>) =>
      look(
        checkTunnel({
          tunnel: { ...stopped, ...change },
          wantedBy: null,
          clock: new FakeClock(),
        }),
      );
    expect(await at({})).toMatchObject({ verdict: 'good' });
    expect(await at({ hasToken: () => Promise.resolve(false) })).toMatchObject({ verdict: 'off' });
    expect(await at({ isOff: true })).toMatchObject({ verdict: 'off' });
    const gone = new NetworkError('X', 'It cannot be reached.', { remedy: 'Check the network.' });
    expect(await at({ reach: () => Promise.reject(gone) })).toEqual({
      verdict: 'bad',
      detail: 'It cannot be reached.',
      remedy: 'Check the network.',
    });
  });
});

describe('the public path', () => {
  test('is what a request through the public address tells', async () => {
    const through = { ok: true, detail: 'Through in 80 ms.', remedy: '' };
    const lost = { ok: false, detail: 'ERR_NGROK_3200.', remedy: 'Wait.' };
    const at = (told: typeof through) =>
      look(checkPublicPath({ probe: () => Promise.resolve(told) }));
    expect(await at(through)).toMatchObject({ verdict: 'good', detail: 'Through in 80 ms.' });
    expect(await at(lost)).toEqual({ verdict: 'bad', detail: 'ERR_NGROK_3200.', remedy: 'Wait.' });
    expect(await look(checkPublicPath({ probe: null }))).toMatchObject({ verdict: 'off' });
  });
});
