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
