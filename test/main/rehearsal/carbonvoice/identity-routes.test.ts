import { expect, test } from 'vitest';
import { openPractice, request } from './harness.ts';

test('says that it is alive without a token', async () => {
  const { service } = await openPractice();
  const response = await fetch(`${service.url}/health`);
  expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
});

test('names the agent account and the owner who made it', async () => {
  const { service } = await openPractice();
  const { status, body } = await request(service, 'GET', '/whoami');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    success: true,
    user: { user_guid: service.agentId, created_by: service.ownerId, first_name: 'Practice' },
  });
  expect(service.pat).toMatch(/^cv_pat_.{20,}$/);
});

test.each([
  ['a missing token', {}],
  ['a wrong token', { authorization: 'Bearer cv_pat_wrong' }],
  ['a token without its scheme', { authorization: 'cv_pat_wrong' }],
])('refuses %s with 401 in the shape of the route', async (_name, headers) => {
  const { service } = await openPractice();
  const plain = await fetch(`${service.url}/whoami`, { headers });
  expect(plain.status).toBe(401);
  expect(await plain.json()).toEqual({
    success: false,
    requestId: expect.any(String),
    errmsg: 'Unauthorized',
  });
  const versioned = await fetch(`${service.url}/v6/messages/x`, { headers });
  expect([versioned.status, await versioned.json()]).toEqual([
    401,
    { statusCode: 401, message: 'Unauthorized' },
  ]);
});

test('answers 404 on unknown routes in both shapes', async () => {
  const { service } = await openPractice();
  const versioned = await request(service, 'GET', '/v9/nothing');
  expect([versioned.status, versioned.body['message']]).toEqual([404, 'Not found']);
  const simplified = await request(service, 'POST', '/simplified/nothing', {});
  expect([simplified.status, simplified.body['errmsg']]).toEqual([404, 'Not found']);
});

test('shows the direct conversation and the group with their people', async () => {
  const { service } = await openPractice();
  const { agentId, ownerId, colleagueId, directConversationId, groupConversationId } = service;
  const direct = (await request(service, 'GET', `/channel/${directConversationId}`)).body;
  expect(direct).toMatchObject({
    channel_guid: directConversationId,
    type: 'directMessage',
    dm_hash: expect.any(String),
    json_collaborators: [{ user_guid: ownerId }, { user_guid: agentId }],
  });
  const group = (await request(service, 'GET', `/channel/${groupConversationId}`)).body;
  expect(group).toMatchObject({
    type: 'namedConversation',
    dm_hash: null,
    json_collaborators: [
      { user_guid: ownerId },
      { user_guid: agentId },
      { user_guid: colleagueId },
    ],
  });
  const path = `/simplified/conversations/${groupConversationId}`;
  expect((await request(service, 'GET', path)).body).toMatchObject({
    id: groupConversationId,
    type: 'namedConversation',
    owner_id: ownerId,
  });
});

test('answers 404 for an unknown conversation', async () => {
  const { service } = await openPractice();
  expect((await request(service, 'GET', '/channel/none')).status).toBe(404);
  const simplified = await request(service, 'GET', '/simplified/conversations/none');
  expect([simplified.status, simplified.body['success']]).toEqual([404, false]);
});

test('lists conversations and the people in one', async () => {
  const { service } = await openPractice();
  const all = await request(service, 'GET', '/simplified/conversations/all');
  expect(all.body).toMatchObject({
    results_count: 2,
    results: [{ type: 'directMessage' }, { name: 'Practice group', type: 'namedConversation' }],
  });
  const path = `/simplified/conversations/${service.groupConversationId}/users`;
  expect((await request(service, 'GET', path)).body).toMatchObject([
    { id: service.ownerId, full_name: 'Practice Owner' },
    { id: service.agentId, full_name: 'Practice Agent' },
    { id: service.colleagueId, full_name: 'Practice Colleague' },
  ]);
  const none = await request(service, 'GET', '/simplified/conversations/none/users');
  expect(none.status).toBe(404);
});

test('gives all contacts, or those that were asked for', async () => {
  const { service } = await openPractice();
  const all = await request(service, 'POST', '/contacts');
  expect([all.status, all.body]).toMatchObject([
    201,
    [{ user_guid: service.agentId, user_type: 'bot' }, { user_type: 'user' }, {}],
  ]);
  const some = await request(service, 'POST', '/contacts', {
    user_guids: [service.ownerId, 'none'],
  });
  expect(some.body).toMatchObject([{ user_guid: service.ownerId, last_name: 'Owner' }]);
});

test('finds a person by address or name', async () => {
  const { service } = await openPractice();
  const search = async (query: string): Promise<unknown> => {
    const { status, body } = await request(service, 'GET', `/simplified/users/search?${query}`);
    return status === 200 ? body['id'] : status;
  };
  expect(await search('email=Owner@practice.invalid')).toBe(service.ownerId);
  expect(await search('name=practice%20colleague')).toBe(service.colleagueId);
  expect(await search('name=nobody')).toBe(404);
  expect(await search('phone=%2B12025550123')).toBe(404);
  expect(await search('')).toBe(400);
  expect(await search('name=a&email=b')).toBe(400);
});
