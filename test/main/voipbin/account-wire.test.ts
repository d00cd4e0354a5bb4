import { describe, expect, test } from 'vitest';
import {
  flowIdsBody,
  parseAccessKey,
  parseCustomer,
  parseFlow,
  parseLogin,
  parseNumber,
  parseTextMessage,
  parseTokenExpiry,
  profileBody,
} from '../../../main/voipbin/account-wire.ts';
import { damaged, fixture, rubbish } from './fixtures.ts';

const protocolError = expect.objectContaining({ kind: 'protocol' });
const zero = '00000000-0000-0000-0000-000000000000';

test('an account is read, and all seven fields are written back', () => {
  const customer = parseCustomer(fixture('customer'));
  expect(customer).toMatchObject({ webhookSecret: 'whsec_1234567890', isVerified: true });
  const fields = 'name detail email phone_number address webhook_method webhook_uri'.split(' ');
  const expected = Object.fromEntries(fields.map((field) => [field, fixture('customer')[field]]));
  expect(profileBody(customer.profile)).toEqual(expected);
});

test('an older account has no secret and no verification', () => {
  const {
    webhook_secret: _secret,
    identity_verification_status: _status,
    ...old
  } = fixture('customer');
  expect(parseCustomer(old)).toMatchObject({ webhookSecret: null, isVerified: null });
});

test('a number is read; an all-zero flow is none, and is written as such', () => {
  const number = parseNumber(fixture('number'));
  expect(number).toMatchObject({ number: '+15551234567', status: 'active', messageFlowId: null });
  expect(flowIdsBody(number)).toEqual({
    call_flow_id: 'd7a1c9b2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    message_flow_id: zero,
  });
});

test('a flow and a text message are read', () => {
  expect(parseFlow(fixture('flow')).name).toBe('Adjutant answers');
  expect(parseTextMessage(fixture('text-message'))).toMatchObject({
    isInbound: true,
    from: '+15559876543',
    to: '+15551234567',
    text: 'Running ten minutes late',
  });
});

test('an access key tells its token once and its expiry always', () => {
  const expiresAt = Date.UTC(2027, 0, 15, 9, 30);
  expect(parseAccessKey(fixture('access-key'))).toMatchObject({ prefix: 'vb_a3Bf9xKm', expiresAt });
  const later = { ...fixture('access-key'), token: undefined };
  expect(parseAccessKey(later).token).toBeNull();
});

describe('the expiry of a JWT', () => {
  const jwt = (claims: unknown): string =>
    `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;

  test('is its claim "expire", or "exp"', () => {
    const at = Date.UTC(2026, 0, 22, 9, 30);
    expect(parseTokenExpiry(jwt({ expire: '2026-01-22T09:30:00.000000Z' }))).toBe(at);
    expect(parseTokenExpiry(jwt({ exp: at / 1000 }))).toBe(at);
  });

  test.each(['', 'vb_key', 'a.b.c', jwt(null), jwt({}), jwt({ expire: 'never' })])(
    'is not told by %j',
    (token) => {
      expect(parseTokenExpiry(token)).toBeNull();
    },
  );
});

describe('a damaged copy is a ProtocolError', () => {
  test.each([...rubbish, ...damaged('customer', 'id'), { ...fixture('customer'), id: zero }])(
    'of an account: %#',
    (body) => {
      expect(() => parseCustomer(body)).toThrow(protocolError);
    },
  );
  test.each([...rubbish, ...damaged('number', 'id'), ...damaged('number', 'number')])(
    'of a number: %#',
    (body) => {
      expect(() => parseNumber(body)).toThrow(protocolError);
    },
  );
  test.each([...rubbish, ...damaged('flow', 'id')])('of a flow: %#', (body) => {
    expect(() => parseFlow(body)).toThrow(protocolError);
  });
  test.each([...rubbish, ...damaged('text-message', 'id')])('of a text: %#', (body) => {
    expect(() => parseTextMessage(body)).toThrow(protocolError);
  });
  test.each([...rubbish, {}, { token: '' }, { token: 7 }])('of a sign-in: %#', (body) => {
    expect(() => parseLogin(body)).toThrow(protocolError);
  });
});
