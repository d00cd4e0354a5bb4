import { describe, expect, test } from 'vitest';
import { parseCallTarget } from '../../../main/call/call-target.ts';
import type { CallRecord, Party } from '../../../main/call/ports.ts';
import { judgeIncoming } from '../../../main/call/whose-call.ts';

function party(target: string): Party {
  return { type: 'tel', target, name: '' };
}

function incoming(from: string, to: string): CallRecord {
  return {
    ...{ id: 'call', direction: 'incoming', status: 'ringing', from: party(from), to: party(to) },
    ...{ hangup: null, createdAt: null, answeredAt: null, endedAt: null },
  };
}

const own = '+12025550199';
const friend = '+12025550111';
const other = '+12025550122';
const numbers = { allow: [friend], ownNumbers: [own] };

describe('an incoming call', () => {
  test.each([
    ['off', friend, own, { type: 'refuse', principal: 'trusted' }],
    ['off', other, own, { type: 'refuse', principal: 'stranger' }],
    ['allowed', friend, own, { type: 'take', principal: 'trusted' }],
    ['allowed', other, own, { type: 'refuse', principal: 'stranger' }],
    ['everyone', friend, own, { type: 'take', principal: 'trusted' }],
    ['everyone', other, own, { type: 'take', principal: 'stranger' }],
    ['everyone', friend, '+12025550177', { type: 'foreign' }],
    ['off', friend, '+12025550177', { type: 'foreign' }],
  ] as const)('with %s from %s to %s', (...[inbound, from, to, verdict]) => {
    expect(
      judgeIncoming(incoming(from, to), { inbound, ...numbers, hasMailbox: () => false }),
    ).toEqual(verdict);
  });

  test.each(['sip', 'extension', 'other'] as const)(
    'from an address of type %s is not trusted, whatever stands in it',
    (type) => {
      const call = { ...incoming(friend, own), from: { ...party(friend), type } };
      const policy = { inbound: 'everyone', ...numbers, hasMailbox: () => false } as const;
      expect(judgeIncoming(call, policy)).toEqual({ type: 'take', principal: 'stranger' });
    },
  );

  test('that the mailbox of our number has is left to it', () => {
    const policy = { inbound: 'everyone', ...numbers, hasMailbox: () => true } as const;
    expect(judgeIncoming(incoming(friend, own), policy)).toEqual({ type: 'foreign' });
  });

  test('that we placed ourselves is never taken for one', () => {
    const call = { ...incoming(friend, own), direction: 'outgoing' } as const;
    expect(
      judgeIncoming(call, { inbound: 'everyone', ...numbers, hasMailbox: () => false }),
    ).toEqual({ type: 'foreign' });
  });
});

describe('a target', () => {
  test.each([
    ['+12025550199', { type: 'tel', target: '+12025550199', name: '' }],
    [' +4930123456 ', { type: 'tel', target: '+4930123456', name: '' }],
    ['+1 (202) 555-0199', { type: 'tel', target: '+12025550199', name: '' }],
    ['+49 30/123.456', { type: 'tel', target: '+4930123456', name: '' }],
    ['911', { type: 'tel', target: '911', name: '' }],
    ['+1911', { type: 'tel', target: '+1911', name: '' }],
    ['+112', { type: 'tel', target: '+112', name: '' }],
    ['extension:100', { type: 'extension', target: '100', name: '100' }],
    ['sip:desk@example.com', { type: 'sip', target: 'desk@example.com', name: '' }],
  ])('%s is read', (text, target) => {
    expect(parseCallTarget(text)).toEqual(target);
  });

  test.each([
    '2025550199',
    '+1',
    '+0123456789',
    '+1 202 call',
    'extension:',
    'sip:desk',
    'sip:desk@a\u0005b',
    'sip:de\u0000sk@example.com',
    'bob',
    '',
  ])('"%s" is refused before anything is dialled', (text) => {
    expect(() => parseCallTarget(text)).toThrow('no number that can be called');
  });
});
