import { describe, expect, test } from 'vitest';
import {
  idSchema,
  pageQuery,
  parseBody,
  parsePage,
  parseTime,
  parseToldError,
} from '../../../main/voipbin/wire.ts';
import { fixture, rubbish } from './fixtures.ts';

describe('a time', () => {
  test.each([
    ['2026-01-15T09:30:00Z', 0],
    ['2026-01-15T09:30:00.5Z', 500],
    ['2026-01-15T09:30:00.000000Z', 0],
    ['2026-01-15T09:30:00.123456789Z', 123.457],
    ['2026-01-15T10:30:00.250+01:00', 250],
    ['2026-01-15 09:30:00.120000', 120],
    ['2026-01-15 09:30:00', 0],
  ])('%s is read', (text, ms) => {
    expect(parseTime(text)).toBeCloseTo(Date.UTC(2026, 0, 15, 9, 30) + ms, 2);
  });

  test.each([
    null,
    undefined,
    '',
    'soon',
    12,
    '9999-01-01 00:00:00.000000',
    '9999-01-01T00:00:00Z',
    '0001-01-01T00:00:00Z',
    '2026-13-45T99:99:99Z',
  ])('%s is none', (value) => {
    expect(parseTime(value)).toBeNull();
  });
});

describe('a page', () => {
  test('comes in its envelope or as a bare array', () => {
    expect(parsePage({ result: [1, 2], next_page_token: 'next' })).toEqual({
      items: [1, 2],
      nextToken: 'next',
    });
    expect(parsePage([1])).toEqual({ items: [1], nextToken: null });
    expect(parsePage({ result: null, next_page_token: '' })).toEqual({
      items: [],
      nextToken: null,
    });
  });

  test.each(rubbish.filter((value) => !Array.isArray(value)))('%s is none', (value) => {
    expect(() => parsePage(value)).toThrow(expect.objectContaining({ kind: 'protocol' }));
  });

  test('is asked for with as many lines as the service allows', () => {
    expect(pageQuery(null)).toEqual({ page_size: '100' });
    expect(pageQuery('t')).toEqual({ page_size: '100', page_token: 't' });
  });
});

describe('an error answer', () => {
  test('tells its reason, message and request', () => {
    expect(parseToldError(JSON.stringify(fixture('error')))).toEqual({
      reason: 'RATE_LIMIT_EXCEEDED',
      message: 'Too many requests. Please try again later.',
      requestId: 'req_ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    });
  });

  test('tells its status where there is no reason', () => {
    expect(parseToldError('{"error":{"status":"NOT_FOUND","message":" a\\n b "}}')).toEqual({
      reason: 'NOT_FOUND',
      message: 'a b',
      requestId: null,
    });
  });

  test.each(['', '<html>502</html>', '{}', '{"error":"text"}', 'null'])(
    '%j tells nothing',
    (text) => {
      expect(parseToldError(text)).toEqual({ reason: '', message: '', requestId: null });
    },
  );

  test('with an odd reason cannot put words into a code', () => {
    expect(parseToldError('{"error":{"reason":"drop table; --"}}').reason).toBe('');
  });
});

test.each(['', '00000000-0000-0000-0000-000000000000', 'x'.repeat(201), 7])('%s is no id', (id) => {
  expect(idSchema.safeParse(id).success).toBe(false);
});

test('an answer that is no JSON is a ProtocolError', () => {
  expect(() => parseBody('<html>')).toThrow(expect.objectContaining({ code: 'VOIPBIN_NO_JSON' }));
});

test('an id that would lead out of its path is none', () => {
  expect(['.', '..', 'a/../b', '…'].map((id) => idSchema.safeParse(id).success)).toEqual([
    ...[false, false, true, true],
  ]);
});
