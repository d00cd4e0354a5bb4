import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  parseDelivery,
  parseErrorText,
  parseIdentity,
  parseMessage,
  parseSubscription,
  subscriptionBody,
} from '../../../main/carbonvoice/wire.ts';
import { ProtocolError } from '../../../shared/errors.ts';
import { fixture, ids, wireMessage } from './fixtures.ts';

const hint = { id: ids.message, conversationId: ids.conversation, senderId: ids.owner };

/** The current shape with its message changed. */
function delivery(change: Record<string, unknown>): unknown {
  const body = fixture('delivery-current');
  const data = body['data'] as { resource: Record<string, unknown> };
  return { ...body, data: { ...data, resource: { ...data.resource, ...change } } };
}

describe('a delivery', () => {
  test.each(['delivery-current', 'delivery-guide'] as const)('is read as in %s', (name) => {
    expect(parseDelivery(fixture(name))).toEqual({ type: 'message', hint });
  });

  test('is read without the names that are going away', () => {
    const body = delivery({ message_guid: undefined, conversation_id: undefined });

    expect(parseDelivery(body)).toEqual({ type: 'message', hint });
  });

  test('is read with only the names that are going away', () => {
    const body = delivery({
      ...{ id: undefined, channel_id: undefined, conversation_id: null, creator_id: undefined },
      ...{ channel_guid: ids.conversation, creator_guid: ids.owner },
    });

    expect(parseDelivery(body)).toEqual({ type: 'message', hint });
  });

  test('needs nothing but an id', () => {
    const body = delivery({ channel_id: null, conversation_id: null, creator_id: null });

    expect(parseDelivery(body)).toEqual({
      type: 'message',
      hint: { id: ids.message, conversationId: null, senderId: null },
    });
  });

  test('takes what it does not understand for absent', () => {
    const body = delivery({ channel_id: 7, conversation_id: [], creator_id: { a: 1 } });

    expect(parseDelivery(body)).toMatchObject({ hint: { conversationId: null, senderId: null } });
  });

  test.each(['workspace.user.joined', 'channel.created', 'action-item.created'])(
    'about %s is genuine and none of our business',
    (eventName) => {
      expect(parseDelivery({ ...fixture('delivery-current'), eventName })).toEqual({
        type: 'other',
      });
    },
  );

  test('about another kind of thing is none of our business', () => {
    const body = fixture('delivery-current');
    const data = { ...(body['data'] as object), resourceType: 'Workspace' };

    expect(parseDelivery({ ...body, data })).toEqual({ type: 'other' });
  });

  test.each([
    ...[null, undefined, 7, 'text', [], [{ id: 'x' }], {}, { id: '' }, { id: 7 }],
    ...[{ data: null }, { data: {} }, { data: { resource: 'x' } }, { id: 'x'.repeat(201) }],
    ...[{ id: '..' }, { id: '.' }],
  ])('is not %j', (body) => {
    expect(parseDelivery(body)).toBeNull();
  });

  test('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (resource, body) => {
        parseDelivery(body);
        parseDelivery({ eventName: 'message.posted.to.channel', data: { resource } });
      }),
    );
  });
});

describe('a message', () => {
  const read = {
    ...{ id: ids.message, conversationId: ids.conversation, creatorId: ids.owner },
    ...{ parentId: null, kind: 'audio', status: 'active', attachments: [], shareLinkId: null },
    text: 'Please add the release notes to the wiki.',
    createdAt: Date.UTC(2026, 8, 24, 10),
    updatedAt: Date.UTC(2026, 8, 24, 10, 0, 12),
    taggedIds: [],
    reactorIds: [],
    reactions: [],
    idempotencyKey: null,
  };

  test('is read in its envelope and bare', () => {
    expect(parseMessage(fixture('message'))).toEqual(read);
    expect(parseMessage(wireMessage())).toEqual(read);
  });

  test('is read with everything left out that may be', () => {
    const { id, conversation_id, creator_id } = wireMessage();

    expect(parseMessage({ id, conversation_id, creator_id })).toEqual({
      ...{ ...read, kind: 'audio', text: '', createdAt: null, updatedAt: null },
    });
  });

  test('of an older release is read by its older names', () => {
    const body = {
      ...{ message_id: ids.message, channel_id: ids.conversation, creator_id: ids.owner },
      ...{ transcript: ' Hi ', parent_message_id: 'root', status: 'active' },
    };

    expect(parseMessage(body)).toMatchObject({ id: ids.message, text: 'Hi', parentId: 'root' });
  });

  test.each([
    [{ thread_id: 'root' }, 'root'],
    [{ thread_id: ids.message }, null],
    [{ thread_id: null, parent_message_id: 'root' }, 'root'],
    [{ thread_id: undefined }, null],
  ])('with %j belongs to the thread of %s', (change, parentId) => {
    expect(parseMessage(wireMessage(change)).parentId).toBe(parentId);
  });

  test.each([
    [{ transcript: '  ', time_codes: [{ t: 'Two ' }, { t: 'words' }] }, 'Two words'],
    [{ transcript: null, time_codes: [{ t: 'One' }] }, 'One'],
    [{ time_codes: [] }, ''],
    [{ time_codes: 'odd' }, ''],
    [{ transcript: 7 }, ''],
    [{}, ''],
    [null, ''],
    ['odd', ''],
  ])('with the content %j says %j', (content, text) => {
    expect(parseMessage(wireMessage({ content })).text).toBe(text);
  });

  test.each([
    [{ content: null, attachments: [{}] }, 'attachment'],
    [{ content: { duration_ms: 0 }, attachments: [{}] }, 'attachment'],
    [{ content: { duration_ms: 900 }, attachments: [{}] }, 'audio'],
    [{ content: { presigned_url: 'https://a.example/' }, attachments: [{}] }, 'audio'],
    [{ content: null, attachments: [] }, 'audio'],
    [{}, 'text'],
    [{ kind: 'ai-response' }, 'ai-response'],
  ])('that does not tell its kind, with %j is of %s', (change, kind) => {
    expect(parseMessage(wireMessage({ kind: undefined, ...change })).kind).toBe(kind);
  });

  test('tells attachments, a forward and the key of its sender', () => {
    const file = { id: 'a', type: 'file', url: 'https://b.example/f', filename: 'f.pdf' };
    const change = { attachments: [file, 'odd'], share_link_id: 's', idempotency_key: 'k' };

    expect(parseMessage(wireMessage(change))).toMatchObject({
      attachments: [{ id: 'a', type: 'file', fileName: 'f.pdf' }, { id: null }],
      ...{ shareLinkId: 's', idempotencyKey: 'k' },
    });
  });

  test.each([
    ...[null, 7, 'text', [], {}, { message: null }, { message: 'x' }],
    ...[wireMessage({ id: 7 }), wireMessage({ conversation_id: '' })],
    ...[wireMessage({ creator_id: null }), wireMessage({ creator_id: 'x'.repeat(201) })],
  ])('damaged like %j breaks the protocol', (body) => {
    expect(() => parseMessage(body)).toThrow(ProtocolError);
  });
});

describe('an account', () => {
  test('is read with its owner', () => {
    expect(parseIdentity(fixture('whoami'))).toEqual({
      ...{ agentId: ids.agent, agentName: 'Desk Agent', ownerId: ids.owner },
    });
  });

  test.each([
    [{ _id: 'a' }, { agentId: 'a', agentName: '', ownerId: null }],
    [
      { id: 'a', first_name: 'Desk' },
      { agentId: 'a', agentName: 'Desk', ownerId: null },
    ],
    [
      { id: 'a', created_by: 7 },
      { agentId: 'a', agentName: '', ownerId: null },
    ],
  ])('is read from %j', (user, identity) => {
    expect(parseIdentity({ user })).toEqual(identity);
  });

  test.each([null, {}, { user: null }, { user: {} }, { user: { id: 7 } }, { success: false }])(
    'damaged like %j breaks the protocol',
    (body) => {
      expect(() => parseIdentity(body)).toThrow(ProtocolError);
    },
  );
});

test('a registration is read with both its ids, which are needed', () => {
  expect(parseSubscription(fixture('subscription'))).toEqual({
    ...{ id: '64f0c0ffee0000000000abcd', clientId: 'client-1' },
  });
  expect(() => parseSubscription({ id: 'a' })).toThrow(ProtocolError);
});

test.each([
  [{ success: false, requestId: 'r', errmsg: 'No.' }, 'No.'],
  [{ message: 'No.', statusCode: 400 }, 'No.'],
  [{ message: ['One.', 'Two.'], error: 'Bad Request' }, 'One.; Two.'],
  [{ error: 'No.' }, 'No.'],
  [{ message: { deep: 1 } }, ''],
  [null, ''],
  ['text', ''],
])('the reason in %j is %j', (body, reason) => {
  expect(parseErrorText(body)).toBe(reason);
});

test('a registration asks for posted messages, without our own', () => {
  expect(subscriptionBody('https://example.com/hook', 'agent')).toEqual({
    webhookURL: 'https://example.com/hook',
    subscriptions: ['message.posted.to.channel'],
    subscription_filters: [{ key: 'creator_id', operator: 'ne', value: 'agent' }],
  });
});
