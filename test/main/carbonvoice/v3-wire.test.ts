import { describe, expect, test } from 'vitest';
import { parseRecent, recentBody } from '../../../main/carbonvoice/v3-wire.ts';
import { ProtocolError } from '../../../shared/errors.ts';

const created = '2026-09-24T10:00:00.000Z';
const updated = '2026-09-24T10:00:12.000Z';

/** A spoken message, changed in places. */
function oldRow(change: Readonly<Record<string, unknown>> = {}): unknown {
  return {
    ...{ message_id: 'm1', creator_id: 'owner', created_at: created, last_updated_at: updated },
    ...{ channel_ids: ['c1'], workspace_ids: ['w1'], parent_message_id: null },
    ...{ is_text_message: false, status: 'active', deleted_at: null, share_link_id: null },
    text_models: [spoken('Hello', 'there')],
    audio_models: [{ _id: 'a1', duration_ms: 900 }],
    ...{ attachments: [], tagged_user_ids: ['agent'], ...change },
  };
}

function spoken(...words: readonly string[]): unknown {
  const timecodes = words.map((t, index) => ({ t, s: index * 300, e: index * 300 + 250 }));
  return { type: 'transcript_with_timecode', value: '', timecodes };
}

function read(change: Readonly<Record<string, unknown>> = {}) {
  return parseRecent([oldRow(change)]).messages[0];
}

describe('a row of the older list', () => {
  test('is the same message as today’s, with its words from the time codes', () => {
    expect(read()).toEqual({
      ...{ id: 'm1', conversationId: 'c1', creatorId: 'owner', parentId: null, kind: 'audio' },
      ...{
        status: 'active',
        text: 'Hello there',
        taggedIds: ['agent'],
        reactorIds: [],
        reactions: [],
      },
      ...{ createdAt: Date.parse(created), updatedAt: Date.parse(updated), attachments: [] },
      ...{ shareLinkId: null, idempotencyKey: null },
    });
    expect(parseRecent([oldRow()]).rows).toEqual([
      {
        ...{ id: 'm1', conversationId: 'c1', creatorId: 'owner', status: 'active' },
        ...{ createdAt: Date.parse(created), updatedAt: Date.parse(updated) },
      },
    ]);
  });

  test('has no words while they are awaited, whatever its summary says', () => {
    const summary = { type: 'summary', value: 'In short.' };
    expect(read({ text_models: [] })?.text).toBe('');
    expect(read({ text_models: null })?.text).toBe('');
    expect(read({ text_models: [summary, spoken()] })?.text).toBe('');
    expect(read({ text_models: [summary, spoken('Hello')] })?.text).toBe('Hello');
  });

  test('that was written has its words in their place', () => {
    const text_models = [{ type: 'transcript', value: 'Hello' }];
    const written = { is_text_message: true, audio_models: [], text_models };
    expect(read(written)).toMatchObject({ kind: 'text', text: 'Hello' });
  });

  test('without words and sound consists of what came along', () => {
    const file = { _id: 'f1', type: 'file', link: 'https://s.example/f', filename: 'f.pdf' };
    const along = { attachments: [file], text_models: [] };
    expect(read({ ...along, audio_models: [] })).toMatchObject({
      ...{ kind: 'attachment', text: '' },
      attachments: [{ id: 'f1', type: 'file', link: 'https://s.example/f', fileName: 'f.pdf' }],
    });
    expect(read(along)?.kind).toBe('audio');
    expect(read({ ...along, audio_models: null, duration_ms: 900 })?.kind).toBe('audio');
  });

  test('tells a reply, a deletion, a forward and the key of its sender', () => {
    expect(read({ parent_message_id: 'root' })?.parentId).toBe('root');
    expect(read({ deleted_at: updated })?.status).toBe('deleted');
    expect(read({ share_link_id: 's1' })?.shareLinkId).toBe('s1');
    expect(read({ unique_client_id: 'key' })?.idempotencyKey).toBe('key');
  });

  test('may have its instants as numbers, or none', () => {
    const at = Date.parse(updated);
    expect(read({ last_updated_at: at })?.updatedAt).toBe(at);
    expect(read({ last_updated_at: 1e300 })?.updatedAt).toBeNull();
    expect(read({ last_updated_at: null })?.updatedAt).toBeNull();
  });
});

describe('the older list', () => {
  test('keeps the rows that can be read, and counts the rest', () => {
    const half = { message_id: 'half', creator_id: 7, text_models: 'x', channel_ids: [3] };
    const page = parseRecent([null, 'rubbish', 7, {}, half, oldRow({ text_models: [1, {}] })]);
    expect(page.rows.map(({ id }) => id)).toEqual(['half', 'm1']);
    expect(page.messages.map(({ id }) => id)).toEqual(['m1']);
    expect(page.lost).toBe(4);
  });

  test.each([null, {}, 'x', { data: [] }])('like %j breaks the protocol', (body) => {
    expect(() => parseRecent(body)).toThrow(ProtocolError);
  });

  test('is asked for by the instant of the last change', () => {
    const query = { direction: 'newer', date: Date.parse(updated) } as const;
    const base = { date: updated, direction: 'newer', use_last_updated: true, limit: 100 };
    expect(recentBody(query, 100)).toEqual(base);
    const scoped = { ...query, conversationId: 'c1' };
    expect(recentBody(scoped, 100)).toEqual({ ...base, channel_id: 'c1' });
  });
});
