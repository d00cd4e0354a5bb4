import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
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

function openDesk(known: string | null) {
  const taken: News[] = [];
  const rechecks: number[] = [];
  const clock = new FakeClock();
  const desk = new DeliveryDesk({
    secret: () => known,
    take: (news) => taken.push(news),
    recheck: () => rechecks.push(clock.now()),
    clock,
    log: silentLogger,
  });
  return { desk, taken, rechecks, clock };
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

test('takes what is signed and refuses everything else, once the secret is known', () => {
  const { desk, taken } = openDesk(secret);
  expect(desk.deliver(signed(transcript))).toBe(true);
  expect(desk.deliver(signed(transcript, 'another'))).toBe(false);
  expect(desk.deliver({ ...signed(transcript), signature: null })).toBe(false);
  expect(taken).toHaveLength(1);
});

test('takes unsigned deliveries of an account without a secret', () => {
  const { desk, taken } = openDesk(null);
  expect(desk.deliver({ ...signed(transcript), signature: null })).toBe(true);
  expect(taken).toMatchObject([{ type: 'transcript' }]);
});

test('has the secret read again after a wrong signature, but not for each one', () => {
  const { desk, rechecks, clock } = openDesk(secret);
  for (let count = 0; count < 5; count += 1) desk.deliver(signed(transcript, 'rotated'));
  clock.advance(60_000);
  desk.deliver(signed(transcript, 'rotated'));
  expect(rechecks).toHaveLength(2);
});

test('counts unknown and damaged events as taken, so that they do not come again', () => {
  const { desk, taken } = openDesk(secret);
  expect(desk.deliver(signed({ type: 'number_renewed', data: { id: 'a' } }))).toBe(true);
  expect(desk.deliver(signed({ type: 'call_hangup', data: { id: 7 } }))).toBe(true);
  expect(taken).toEqual([{ type: 'other' }]);
});

test.each(['', 'no json', '[]', '{"type":"call_hangup"}', '\xff'])('%j is no delivery', (text) => {
  const raw = Buffer.from(text, 'latin1');
  expect(openDesk(null).desk.deliver({ raw, signature: null })).toBe(false);
});
