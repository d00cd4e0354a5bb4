import { describe, expect, test } from 'vitest';
import { groupOf } from '../../../main/carbonvoice/conversations.ts';
import { NetworkError, ProtocolError, RemoteError } from '../../../shared/errors.ts';

const unreadable = new ProtocolError('X', 'A page of HTML.');
const away = new RemoteError('X', 'Away.', { status: 503 });
const limit = new RemoteError('X', 'Too many.', { status: 429 });
const gone = new RemoteError('X', 'Not there.', { status: 404 });
const cut = new NetworkError('X', 'Cut.');

type Told = boolean | null | Error;

function tell(told: Told): Promise<boolean | null> {
  return told instanceof Error ? Promise.reject(told) : Promise.resolve(told);
}

function ask(first: Told, second: Told): Promise<boolean | null> {
  const client = { isGroup: () => tell(first), hasManyPeople: () => tell(second) };
  return groupOf(client, 'c', new AbortController().signal);
}

describe('whether a conversation has more than two people', () => {
  test.each([unreadable, away, gone, null])(
    'is told by the second route where the first one does not (%s)',
    async (first) => {
      expect(await ask(first, false)).toBe(false);
      expect(await ask(first, true)).toBe(true);
    },
  );

  test.each([unreadable, away])('may be told later where neither could (%s)', async (first) => {
    await expect(ask(first, null)).rejects.toBe(first);
  });

  test.each([limit, cut])('is not asked at once by the other route (%s)', async (first) => {
    await expect(ask(first, false)).rejects.toBe(first);
  });

  test('is not known where neither tells', async () => {
    expect(await ask(gone, null)).toBeNull();
  });
});
