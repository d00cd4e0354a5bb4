import { describe, expect, test } from 'vitest';
import { parseFeedPage } from '../../../main/carbonvoice/feed-wire.ts';
import { ProtocolError } from '../../../shared/errors.ts';
import { ids, wireMessage } from './fixtures.ts';

describe('a page of the feed', () => {
  test('is read with the place of the next', () => {
    const body = { data: [wireMessage()], has_more: true, next_cursor: 'c2' };

    expect(parseFeedPage(body)).toMatchObject({
      ...{ messages: [{ id: ids.message }], hasMore: true, nextCursor: 'c2' },
    });
  });

  test('ends where nothing is said about more', () => {
    expect(parseFeedPage({ data: [] })).toEqual({
      ...{ messages: [], rows: [], lost: 0, hasMore: false, nextCursor: null },
      ...{ onward: null, isCut: false },
    });
  });

  test('keeps the rows that can be read', () => {
    const page = parseFeedPage({ data: [null, wireMessage({ creator_id: null }), wireMessage()] });

    expect(page.messages).toHaveLength(1);
  });

  test.each([null, [], {}, { data: null }, { data: {} }, { data: [], has_more: 'yes' }])(
    'damaged like %j breaks the protocol',
    (body) => {
      expect(() => parseFeedPage(body)).toThrow(ProtocolError);
    },
  );

  test('has a row for everything with an id, damaged or not, and counts the rest', () => {
    const damaged = { id: 'a', creator_id: 7, created_at: 'x', conversation_id: null };
    const page = parseFeedPage({
      data: [wireMessage(), damaged, { id: '..' }, 5, null, { id: 'a\nb' }],
    });

    expect(page.rows).toEqual([
      {
        ...{ id: ids.message, conversationId: ids.conversation, creatorId: ids.owner },
        ...{ status: 'active', createdAt: Date.UTC(2026, 8, 24, 10) },
        updatedAt: Date.UTC(2026, 8, 24, 10, 0, 12),
      },
      {
        ...{ id: 'a', conversationId: null, creatorId: null, status: 'active' },
        ...{ createdAt: null, updatedAt: null },
      },
    ]);
    expect([page.messages.length, page.lost]).toEqual([1, 4]);
  });

  test('has no place of the next where it is empty text', () => {
    expect(parseFeedPage({ data: [], next_cursor: '' })).toMatchObject({ nextCursor: null });
  });
});
