import { describe, expect, test } from 'vitest';
import type { Speaking } from '../../../main/call/ports.ts';
import { checkVoipBinAccount } from '../../../main/doctor/voipbin-account-check.ts';
import { checkVoipBinNumber } from '../../../main/doctor/voipbin-number-check.ts';
import type { KeptPhone, VoipBinDoor, VoipBinPort } from '../../../main/doctor/voipbin-ports.ts';
import { checkVoipBinSocket } from '../../../main/doctor/voipbin-socket-check.ts';
import type { Customer } from '../../../main/voipbin/account-wire.ts';
import type { ConnectionState } from '../../../shared/connection.ts';
import { AuthError, NetworkError, RemoteError, SettingsError } from '../../../shared/errors.ts';
import type { NumberView } from '../../../shared/phone-number.ts';
import type { Turn } from '../../../shared/turns.ts';
import { sampleCall } from '../../fakes/call-samples.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { look } from './look.ts';

const customer: Customer = {
  id: 'c',
  profile: {
    ...{ name: 'Desk', detail: '', email: '', phoneNumber: '', address: '' },
    ...{ webhookMethod: '', webhookUri: '' },
  },
  webhookSecret: null,
  isVerified: true,
};
const connected: ConnectionState = { status: 'connected', detail: 'Signed in.', remedy: '' };
const own = '+15550001000';
const answered: NumberView = { number: own, answeredBy: 'adjutant', flow: null, isSetUp: true };
const nothingKept: KeptPhone = { calls: [], turns: [], heardCalls: [] };

class Scene {
  readonly clock = new FakeClock(Date.UTC(2026, 8, 24, 10));
  door: VoipBinDoor = {
    readCustomer: () => Promise.resolve(customer),
    liveCalls: () => Promise.resolve([]),
    liveSpeakings: () => Promise.resolve([]),
    numbers: () => Promise.resolve([answered]),
    events: { state: () => connected, onChange: () => () => {} },
    ways: () => [{ name: 'socket', state: connected }],
  };

  port(change: Partial<VoipBinPort> = {}): VoipBinPort {
    return {
      door: this.door,
      delivery: 'websocket',
      inbound: 'everyone',
      source: own,
      ownNumbers: [own],
      isRunning: true,
      kept: () => Promise.resolve(nothingKept),
      clock: this.clock,
      ...change,
    };
  }

  account(door: Partial<VoipBinDoor> = {}, change: Partial<VoipBinPort> = {}) {
    this.door = { ...this.door, ...door };
    return look(checkVoipBinAccount(this.port(change)));
  }

  socket(door: Partial<VoipBinDoor> = {}, change: Partial<VoipBinPort> = {}) {
    this.door = { ...this.door, ...door };
    return look(checkVoipBinSocket(this.port(change)));
  }

  number(numbers: readonly NumberView[], change: Partial<VoipBinPort> = {}) {
    this.door = { ...this.door, numbers: () => Promise.resolve(numbers) };
    return look(checkVoipBinNumber(this.port(change)));
  }
}

const noCredential = new SettingsError(
  'VOIPBIN_NO_CREDENTIAL',
  'No access key is set.',
  'Set one.',
);

describe('the VoIPBIN account', () => {
  test('is signed in to, with the rights for calls', async () => {
    expect(await new Scene().account()).toEqual({
      verdict: 'good',
      detail: 'Signed in to Desk, with the rights for calls. It answers within 0 ms.',
      remedy: '',
    });
  });

  test('is not set up, which is a fault where a setting needs it', async () => {
    const none = { readCustomer: () => Promise.reject(noCredential) };
    const inbound = 'off' as const;
    expect(await new Scene().account(none, { inbound, source: null })).toMatchObject({
      verdict: 'off',
      remedy: 'Set one.',
    });
    expect((await new Scene().account(none, { inbound })).detail).toBe(
      'No access key is set. But voipbin.source is set.',
    );
    expect(await new Scene().account(none)).toMatchObject({
      verdict: 'bad',
      detail: 'No access key is set. But phone.inbound is set.',
    });
  });

  test('refuses the token, the rights, or cannot be reached', async () => {
    const refused = new AuthError('VOIPBIN_TOKEN_REFUSED', 'Refused.', { remedy: 'Make another.' });
    expect(await new Scene().account({ readCustomer: () => Promise.reject(refused) })).toEqual({
      verdict: 'bad',
      detail: 'Refused.',
      remedy: 'Make another.',
    });
    const rights = new RemoteError('VOIPBIN_PERMISSION_DENIED', 'Not allowed.', { status: 403 });
    expect(
      (await new Scene().account({ liveCalls: () => Promise.reject(rights) })).remedy,
    ).toContain('administrator or manager');
    const gone = new NetworkError('X', 'Its certificate is not trusted.');
    const unreached = await new Scene().account({ readCustomer: () => Promise.reject(gone) });
    expect(unreached.detail).toBe('VoIPBIN cannot be reached. Its certificate is not trusted.');
    expect(unreached.remedy).toContain('voipbin.caFile');
  });

  test('is slow, unverified, or of a key that runs out: told, and in order', async () => {
    const scene = new Scene();
    const detail = 'Signed in. The access key expires on 2026-09-28 10:00 UTC.';
    const found = await scene.account({
      readCustomer: () => {
        scene.clock.advance(1800);
        return Promise.resolve({ ...customer, isVerified: false });
      },
      events: {
        state: () => ({ status: 'connected', detail, remedy: 'Make a new access key.' }),
        onChange: () => () => {},
      },
    });
    expect(found).toMatchObject({ verdict: 'good', remedy: 'Make a new access key.' });
    expect(found.detail).toContain('extensions and SIP addresses only');
    expect(found.detail).toContain('within 1800 ms, which is heard on calls');
    expect(found.detail).toContain('The access key expires on 2026-09-28 10:00 UTC.');
  });
});

const initiating: Speaking = { id: 's1', callId: 'c1', status: 'initiating' };
const longCall = sampleCall({
  ...{ startedAt: 1_790_000_000_000, answeredAt: 1_790_000_001_000 },
  endedAt: 1_790_000_061_000,
});

describe('the way that events of calls come', () => {
  test('stands', async () => {
    expect(await new Scene().socket()).toEqual({
      verdict: 'good',
      detail: 'Events arrive by socket.',
      remedy: '',
    });
  });

  test('is lost, or one of two is', async () => {
    const lost: ConnectionState = { status: 'failed', detail: 'It was closed.', remedy: '' };
    const events = { state: () => lost, onChange: () => () => {} };
    expect(await new Scene().socket({ events })).toMatchObject({
      verdict: 'bad',
      detail: 'It was closed.',
    });
    const foreign: ConnectionState = {
      ...lost,
      detail: 'Another’s webhook.',
      remedy: 'Take over.',
    };
    const ways = () => [
      { name: 'socket', state: connected },
      { name: 'webhook', state: foreign },
    ];
    expect(await new Scene().socket({ ways }, { delivery: 'both' })).toEqual({
      verdict: 'bad',
      detail: 'Events arrive, but not by webhook. Another’s webhook.',
      remedy: 'Take over.',
    });
  });

  test('high latency: a webhook alone is slower than a socket', async () => {
    const found = await new Scene().socket({}, { delivery: 'webhook' });
    expect(found).toMatchObject({ verdict: 'good', detail: 'Events arrive by webhook.' });
    expect(found.remedy).toContain('voipbin.delivery to websocket');
  });

  test('cannot be looked at by webhook while nothing runs', async () => {
    const change = { delivery: 'webhook', isRunning: false } as const;
    expect(await new Scene().socket({}, change)).toMatchObject({ verdict: 'off' });
  });

  test('a speaking session that is stuck in initiating is told from one that is being opened', async () => {
    const scene = new Scene();
    const liveCalls = () => Promise.resolve([{ id: 'c1' }]);
    const liveSpeakings = () => Promise.resolve([initiating]);
    const stuck = scene.socket({ liveCalls, liveSpeakings });
    await scene.clock.advanceAsync(2500);
    expect((await stuck).detail).toContain('do not get beyond initiating');
    expect((await stuck).remedy).toContain('phone.ttsFallback');
    const opening = new Scene();
    let looks = 0;
    const found = opening.socket({
      liveCalls,
      liveSpeakings: () => {
        looks += 1;
        return Promise.resolve([looks === 1 ? initiating : { ...initiating, status: 'active' }]);
      },
    });
    await opening.clock.advanceAsync(2500);
    expect(await found).toMatchObject({ verdict: 'good' });
    // What a call that is over has left behind is no trouble of any call.
    expect(await new Scene().socket({ liveSpeakings })).toMatchObject({ verdict: 'good' });
  });

  test.each([
    ['no transcription ran', { transcribedMs: 0 }, []],
    ['no word of the other side arrived', {}, []],
    ['nothing was said', { spokenCharacters: 0 }, [longCall.callId]],
  ])('the last longer call shows that %s', async (told, change, heardCalls) => {
    const calls = [{ ...longCall, ...change }];
    const kept = () => Promise.resolve({ calls, turns: [], heardCalls });
    const found = await new Scene().socket({}, { kept });
    expect(found).toMatchObject({ verdict: 'bad' });
    expect(found.detail).toContain(told);
  });

  test('a short call shows nothing, nor one that was not answered', async () => {
    const calls = [
      { ...longCall, endedAt: longCall.startedAt + 5000, transcribedMs: 0 },
      { ...longCall, answeredAt: null, transcribedMs: 0 },
    ];
    const kept = () => Promise.resolve({ calls, turns: [], heardCalls: [] });
    expect(await new Scene().socket({}, { kept })).toMatchObject({ verdict: 'good' });
  });

  test('high latency: answers that come late are told, with what is slow about them', async () => {
    const turn = (firstTokenAt: number, firstSentAt: number): Turn => ({
      ...{ turnId: 't', channel: 'phone', callId: 'c', receivedAt: 0, transcriptAt: 0 },
      ...{ modelAskedAt: 0, firstTokenAt, firstSentenceAt: firstSentAt, firstSentAt },
      ...{ doneAt: null, interruptedAt: null },
    });
    const at = (turns: readonly Turn[]) =>
      new Scene().socket({}, { kept: () => Promise.resolve({ calls: [], turns, heardCalls: [] }) });
    const thrice = (one: Turn): readonly Turn[] => [one, one, one];
    expect((await at(thrice(turn(300, 900)))).detail).toContain('began 900 ms after');
    const slowModel = await at(thrice(turn(3500, 4000)));
    expect(slowModel).toMatchObject({ verdict: 'bad' });
    expect(slowModel.remedy).toContain('faster llm.model');
    expect((await at(thrice(turn(300, 4000)))).remedy).toContain('check the network');
    expect(await at([turn(3500, 4000)])).toMatchObject({ verdict: 'good' });
  });
});

describe('the numbers', () => {
  test('belong to the account, and ring here', async () => {
    const found = await new Scene().number([answered]);
    expect(found.detail).toBe(
      `Calls out come from ${own}. Callers who are answered: everyone. ${own}: rings at Adjutant.`,
    );
    expect(found.verdict).toBe('good');
  });

  test('of the settings that are not the account’s are named', async () => {
    const other = { ...answered, number: '+15550002000' };
    expect(await new Scene().number([other])).toMatchObject({
      verdict: 'bad',
      detail: `${own} (voipbin.source) does not belong to the VoIPBIN account. It has: +15550002000.`,
    });
    const found = await new Scene().number([], { source: null, ownNumbers: [own] });
    expect(found.detail).toContain(
      '(phone.numbers) does not belong to the VoIPBIN account. It has: none.',
    );
  });

  test('are answered by nothing, or by the mailbox though we are here', async () => {
    const dead = await new Scene().number([{ ...answered, answeredBy: 'nothing' }]);
    expect(dead).toMatchObject({ verdict: 'bad' });
    expect(dead.remedy).toBe(`Have it answered: npm run -s adjutant -- number answer ${own}`);
    const away: NumberView = { ...answered, answeredBy: 'mailbox' };
    expect(await new Scene().number([away])).toMatchObject({ verdict: 'bad' });
    expect(await new Scene().number([away], { isRunning: false })).toMatchObject({
      verdict: 'good',
    });
  });

  test('are not there though calls are wanted', async () => {
    const none = { source: null, ownNumbers: [] };
    const foreign = { ...answered, isSetUp: false };
    expect((await new Scene().number([foreign], none)).remedy).toContain(`number answer ${own}`);
    expect((await new Scene().number([], none)).detail).toContain('the account has no number');
    const off = { ...none, inbound: 'off' as const };
    expect(await new Scene().number([], off)).toMatchObject({ verdict: 'good' });
  });

  test('cannot be seen without the rights', async () => {
    const scene = new Scene();
    const refused = new RemoteError('VOIPBIN_PERMISSION_DENIED', 'No.', { status: 403 });
    scene.door = { ...scene.door, numbers: () => Promise.reject(refused) };
    const found = await look(checkVoipBinNumber(scene.port()));
    expect(found.detail).toBe('VoIPBIN does not let this sign-in see numbers and flows.');
  });
});
