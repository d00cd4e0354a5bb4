import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Gate } from '../../../main/base/gate.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { DeliveryDesk, isSigned } from '../../../main/voipbin/deliveries.ts';
import type { Delivery } from '../../../main/voipbin/deliveries.ts';
import type { News } from '../../../main/voipbin/frame-wire.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { fixture } from './fixtures.ts';

const secret = 'whsec_1234567890';
const transcript = { type: 'transcript_created', data: fixture('transcript') };

function signed(body: unknown, key = secret): Delivery {
  const raw = Buffer.from(JSON.stringify(body));
  return { raw, signature: `sha256=${createHmac('sha256', key).update(raw).digest('hex')}` };
}

function openDesk(secretOfAccount: string | null, isKnown = true, isOff = false) {
  const known = new Gate(isKnown);
  const end = new AbortController();
  const taken: News[] = [];
  const rechecks: number[] = [];
  const clock = new FakeClock();
  const desk = new DeliveryDesk({
    known,
    isOff: () => isOff,
    secret: () => secretOfAccount,
    take: (news) => taken.push(news),
    recheck: () => rechecks.push(clock.now()),
    ...{ clock, log: silentLogger, lifetime: end.signal },
  });
  return { desk, taken, rechecks, clock, known, end };
}

describe('a signature', () => {
  const good = signed(transcript);
  const hex = good.signature?.slice(7) ?? '';

  test('is over the raw body', () => {
    expect(isSigned(good, secret)).toBe(true);
    expect(isSigned({ ...good, signature: `sha256=${hex.toUpperCase()}` }, secret)).toBe(true);
    expect(isSigned({ ...good, raw: Buffer.from(`${String(good.raw)} `) }, secret)).toBe(false);
  });

  test.each([
    null,
    '',
    'sha256=',
    hex,
    `sha1=${hex}`,
    `sha256=${hex}00`,
    `sha256=${'z'.repeat(64)}`,
  ])('of another form is none: %j', (signature) => {
    expect(isSigned({ ...good, signature }, secret)).toBe(false);
  });
});

test('takes what is signed and refuses everything else, once the secret is known', async () => {
  const { desk, taken } = openDesk(secret);
  expect(await desk.deliver(signed(transcript))).toBe(true);
  expect(await desk.deliver(signed(transcript, 'another'))).toBe(false);
  expect(await desk.deliver({ ...signed(transcript), signature: null })).toBe(false);
  expect(taken).toHaveLength(1);
});

test('refuses at once what comes while no credential is set', async () => {
  const { desk, taken, clock } = openDesk(null, false, true);
  expect(await desk.deliver({ ...signed(transcript), signature: null })).toBe(false);
  expect([taken, clock.pending]).toEqual([[], 0]);
});

test('takes unsigned deliveries of an account without a secret', async () => {
  const { desk, taken } = openDesk(null);
  expect(await desk.deliver({ ...signed(transcript), signature: null })).toBe(true);
  expect(taken).toMatchObject([{ type: 'transcript' }]);
});

test('has the secret read again after a wrong signature, but not for each one', async () => {
  const { desk, rechecks, clock } = openDesk(secret);
  for (let count = 0; count < 5; count += 1) await desk.deliver(signed(transcript, 'rotated'));
  clock.advance(60_000);
  await desk.deliver(signed(transcript, 'rotated'));
  expect(rechecks).toHaveLength(2);
});

test('counts unknown and damaged events as taken, so that they do not come again', async () => {
  const { desk, taken } = openDesk(secret);
  expect(await desk.deliver(signed({ type: 'number_renewed', data: { id: 'a' } }))).toBe(true);
  expect(await desk.deliver(signed({ type: 'call_hangup', data: { id: 7 } }))).toBe(true);
  expect(taken).toEqual([{ type: 'other' }]);
});

test.each(['', 'no json', '[]', '{"type":"call_hangup"}', '\xff'])(
  '%j is no delivery',
  async (text) => {
    const raw = Buffer.from(text, 'latin1');
    expect(await openDesk(null).desk.deliver({ raw, signature: null })).toBe(false);
  },
);

describe('before the account is known', () => {
  const unsigned = { ...signed(transcript), signature: null };

  test('a delivery waits, is then checked, and taken or refused', async () => {
    const { desk, taken, known } = openDesk(secret, false);
    const answers = [signed(transcript), unsigned, signed(transcript, 'another')].map((one) =>
      desk.deliver(one),
    );
    expect(taken).toEqual([]);
    known.open();
    expect(await Promise.all(answers)).toEqual([true, false, false]);
    expect(taken).toHaveLength(1);
  });

  test('an unsigned one is taken when the account turns out to have no secret', async () => {
    const { desk, taken, known } = openDesk(null, false);
    const answer = desk.deliver(unsigned);
    known.open();
    expect(await answer).toBe(true);
    expect(taken).toHaveLength(1);
  });

  test('it is asked to come again in time for the service, and nothing is taken', async () => {
    const { desk, taken, clock, known } = openDesk(null, false);
    const answer = desk.deliver(unsigned);
    const settled = Promise.allSettled([answer]);
    await clock.advanceAsync(4000);
    expect(await settled).toMatchObject([{ reason: { code: 'VOIPBIN_ACCOUNT_UNKNOWN' } }]);
    known.open();
    expect(taken).toEqual([]);
  });

  test('only so many wait, and none after the end', async () => {
    const { desk, end, clock } = openDesk(null, false);
    const all = Array.from({ length: 40 }, () => desk.deliver(unsigned));
    await expect(all.at(-1)).rejects.toMatchObject({ code: 'VOIPBIN_ACCOUNT_UNKNOWN' });
    expect(clock.pending).toBe(32);
    end.abort();
    const settled = await Promise.allSettled(all);
    expect(settled.map(({ status }) => status)).toEqual(Array(40).fill('rejected'));
    expect(clock.pending).toBe(0);
  });
});
