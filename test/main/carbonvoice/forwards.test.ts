import { afterEach, beforeEach, expect, test } from 'vitest';
import { json } from '../../fakes/local-server.ts';
import { ChannelScene } from './channel-scene.ts';
import { wireMessage } from './fixtures.ts';

let scene: ChannelScene;
beforeEach(async () => {
  scene = new ChannelScene();
  await scene.open();
  await scene.connect();
});
afterEach(() => scene.close());

const link = 'GET /v6/message-sharelinks/';
const shared = (change: Record<string, unknown>) =>
  json(200, { _id: 's 1', shared_message: wireMessage({ id: 'far', ...change }) });
const gone = '(A forwarded message that can no longer be read.)';

test('a forward is read with the comment first and what it forwards as a quotation', async () => {
  scene.routes.set(link, shared({ content: { transcript: 'Line one.\nLine two.' } }));

  expect(await scene.examine({ share_link_id: 's 1' })).toMatchObject({
    type: 'ready',
    resolved: {
      text: 'Please add the release notes to the wiki.\n\nForwarded message:\n> Line one.\n> Line two.',
      principal: 'owner',
    },
  });
  expect(scene.asked).toContain('GET /v6/message-sharelinks/s%201');
});

test('a forward without a comment does not wait for a transcript that never comes', async () => {
  scene.routes.set(link, shared({}));

  expect(await scene.examine({ share_link_id: 's', content: null })).toMatchObject({
    type: 'ready',
    resolved: { text: 'Forwarded message:\n> Please add the release notes to the wiki.' },
  });
});

test.each([{ conversation_id: null }, { conversation_id: undefined, kind: undefined }])(
  'a forward of what is in no conversation, as with %j, is read',
  async (change) => {
    scene.routes.set(link, shared(change));

    expect(await scene.examine({ share_link_id: 's', content: null })).toMatchObject({
      type: 'ready',
      resolved: { text: 'Forwarded message:\n> Please add the release notes to the wiki.' },
    });
  },
);

test.each(['audio', null])(
  'a forward of what was just spoken waits for its words, kind %s',
  async (kind) => {
    scene.routes.set(link, shared({ content: { duration_ms: 900 }, kind }));
    expect(await scene.examine({ share_link_id: 's', content: null })).toMatchObject({
      type: 'waiting',
    });

    scene.clock.setNow(scene.clock.now() + 320_000);

    expect(await scene.examine({ share_link_id: 's', content: null })).toMatchObject({
      type: 'ready',
      resolved: { text: '(A forwarded message without words of its own.)' },
    });
  },
);

test.each([
  ['gone', json(404, {})],
  ['revoked', json(403, {})],
  ['empty', json(200, { _id: 's', shared_message: null })],
  ['damaged', json(200, { shared_message: { id: 7 } })],
  ['deleted', shared({ deleted_at: '2026-09-24T10:00:00.000Z' })],
])('a forward whose original is %s says so', async (_name, answer) => {
  scene.routes.set(link, answer);

  expect(await scene.examine({ share_link_id: 's', content: null })).toMatchObject({
    type: 'ready',
    resolved: { text: gone },
  });
});

test('a forward that cannot be opened now is tried again', async () => {
  scene.routes.set(link, json(500, {}));

  await expect(scene.examine({ share_link_id: 's' })).rejects.toMatchObject({ retryable: true });
});

test('a forward by a stranger is not opened', async () => {
  expect(await scene.examine({ share_link_id: 's', creator_id: 'x' })).toMatchObject({
    delivery: 'ignored',
  });
  expect(scene.times(link)).toBe(0);
});
