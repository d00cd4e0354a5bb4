import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Attachment } from '../../../main/thread/attachment-ports.ts';
import { json } from '../../fakes/local-server.ts';
import { sampleIncoming, sampleResolved } from '../../fakes/thread-samples.ts';
import { ids, wireMessage } from './fixtures.ts';
import { ServiceScene } from './service-scene.ts';

const { signal } = new AbortController();
const address = 'GET /v5/attachments/download/';
let scene: ServiceScene;
let folder: string;
beforeEach(async () => {
  scene = await new ServiceScene().open();
  folder = await mkdtemp(join(tmpdir(), 'adjutant-fetch-'));
});
afterEach(async () => {
  await scene.close();
  await rm(folder, { recursive: true });
});

/** A file of a message that came, or of what it forwards; as the service now tells of it. */
async function came(status: string, shareLinkId: string | null = null): Promise<Attachment> {
  const { item } = await scene.ledger.accept(sampleIncoming({ remoteId: ids.message }));
  const none = { mimeType: null, bytes: null, url: null, reason: null, shareLinkId };
  const file = { kind: 'file', name: 'a.txt', remoteId: 'f', state: 'awaited', ...none } as const;
  await scene.ledger.resolve({ id: item.id, resolved: sampleResolved({ attachments: [file] }) });
  const message = wireMessage({ attachments: [{ id: 'f', type: 'file', status }] });
  if (shareLinkId === null) scene.routes.set('GET /v6/messages/', json(200, { message }));
  else scene.routes.set('GET /v6/message-sharelinks/', json(200, { shared_message: message }));
  const [attachment] = await scene.ledger.attachmentsOf({ messageId: item.id });
  if (!attachment) throw new Error('it is not kept');
  return attachment;
}

const fetch = (attachment: Attachment): Promise<number | null> =>
  scene.files.fetch(attachment, join(folder, 'a'), signal);

describe.each([400, 403, 410])('a file whose address is refused with %i', (refusal) => {
  beforeEach(() => void scene.routes.set(address, json(refusal, {})));

  test.each(['Initializing', 'Uploading'])('is waited for while it is %s', async (status) => {
    expect(await fetch(await came(status))).toBeNull();
  });

  test.each(['Uploaded', 'Failed'])('has failed where it is %s', async (status) => {
    await expect(fetch(await came(status))).rejects.toMatchObject({ status: refusal });
  });
});

test('a file of a forward is waited for by what its share link shows', async () => {
  scene.routes.set('GET /message-sharelinks/', json(403, {}));

  expect(await fetch(await came('Uploading', 'link'))).toBeNull();
});

test('a file that the storage does not have yet is waited for', async () => {
  scene.routes.set(address, json(200, `${scene.server.url}/storage/a`));
  scene.routes.set('GET /storage/', json(403, {}));
  const attachment = await came('Uploading');
  expect(await fetch(attachment)).toBeNull();

  scene.routes.set('GET /storage/', json(200, 'hello'));

  expect(await fetch(attachment)).toBe(7);
  expect(await readFile(join(folder, 'a'), 'utf8')).toBe('"hello"');
});
