import { describe, expect, test } from 'vitest';
import {
  AppError,
  AuthError,
  isAbort,
  NetworkError,
  ProtocolError,
  RefusedError,
  RemoteError,
  SettingsError,
  StoreError,
  toErrorEnvelope,
} from '../../shared/errors.ts';

describe('an error of ours', () => {
  test.each([
    [new SettingsError('C', 'm'), 'settings', false],
    [new AuthError('C', 'm'), 'auth', false],
    [new NetworkError('C', 'm'), 'network', true],
    [new ProtocolError('C', 'm'), 'protocol', false],
    [new StoreError('C', 'm'), 'store', false],
    [new RefusedError('C', 'm'), 'refused', false],
  ])('%#: tells its kind and whether a repeat is worth it', (error, kind, retryable) => {
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ kind, code: 'C', message: 'm', remedy: '', retryable });
  });

  test.each([
    [400, false],
    [401, false],
    [404, false],
    [408, true],
    [429, true],
    [500, true],
    [503, true],
  ])('with status %i is worth a repeat: %s', (status, retryable) => {
    expect(new RemoteError('C', 'm', { status })).toMatchObject({ status, retryable });
  });

  test('keeps its cause and what the service said of itself', () => {
    const cause = new Error('x');

    expect(new StoreError('C', 'm', { cause }).cause).toBe(cause);
    const answer = { status: 429, requestId: 'r', retryAfterMs: 5 };
    expect(new RemoteError('C', 'm', answer)).toMatchObject(answer);
  });

  test('may have arrived unless the contrary is sure', () => {
    expect(new NetworkError('C', 'm').mayHaveArrived).toBe(true);
    expect(new NetworkError('C', 'm', { mayHaveArrived: false }).mayHaveArrived).toBe(false);
  });
});

test('an envelope carries code, sentence and remedy of our errors', () => {
  expect(toErrorEnvelope(new AuthError('C', 'm', { remedy: 'r' }))).toEqual({
    ...{ code: 'C', message: 'm', remedy: 'r', retryable: false },
  });
});

test.each([new Error('private words'), 'private words', null, { message: 'private words' }])(
  'an envelope hides what %s says',
  (error) => {
    const envelope = toErrorEnvelope(error);

    expect(envelope.code).toBe('INTERNAL');
    expect(JSON.stringify(envelope)).not.toContain('private words');
  },
);

test('an abort is told from an error', () => {
  expect(isAbort(new DOMException('x', 'AbortError'))).toBe(true);
  expect(isAbort(AbortSignal.abort().reason)).toBe(true);
  expect(isAbort(new DOMException('x', 'TimeoutError'))).toBe(false);
  expect(isAbort({ name: 'AbortError' })).toBe(false);
  expect(isAbort(null)).toBe(false);
});
