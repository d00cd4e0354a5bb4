import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../main/base/ids.ts';
import type { CarbonVoiceClient } from '../../main/carbonvoice/client.ts';
import { RemoteError } from '../../shared/errors.ts';

/** What a person says in the direct conversation with the agent; its words are known at once. */
export type Saying = {
  readonly text: string;
  readonly replyTo?: string;
  readonly inGroup?: boolean;
  readonly file?: { readonly name: string; readonly mimeType: string; readonly bytes: Buffer };
};

/** A service as the app's own client reaches it, and what a test does on its other side. */
export type CarbonVoiceUnderTest = {
  readonly client: CarbonVoiceClient;
  readonly agentId: string;
  readonly ownerId: string;
  /** The owner's with the agent. */
  readonly directId: string;
  readonly groupId: string;
  /** The owner says something; returns the id of the message. */
  say(saying: Saying): Promise<string>;
  /** From now on the feed knows none of the cursors that it has given. */
  makeCursorsStale(): void;
  close(): Promise<void>;
};

const { signal } = new AbortController();
const pdf = { name: 'plan.pdf', mimeType: 'application/pdf' } as const;
const wav = Buffer.concat([Buffer.from('RIFF\x24\0\0\0WAVEfmt '), Buffer.alloc(64)]);

/**
 * What every Carbon Voice must be to the app's client: the practice service and the double of the tests alike. Where
 * nothing is known of the real one, as of a key that is sent twice, the two may differ, and nothing is asked here.
 */
export function carbonVoiceContract(name: string, open: () => Promise<CarbonVoiceUnderTest>): void {
  describe(`${name} as a Carbon Voice`, () => {
    let opened: CarbonVoiceUnderTest;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());
    const scene = (): CarbonVoiceUnderTest => opened;
    isRead(scene);
    isFollowed(scene);
    isToldCourtesies(scene);
    takesWords(scene);
    takesOtherMessages(scene);
    takesFiles(scene);
    givesFiles(scene);
  });
}

type Scene = () => CarbonVoiceUnderTest;

function statusOf(asked: Promise<unknown>): Promise<number | null> {
  return asked.then(
    () => 200,
    (error: unknown) => (error instanceof RemoteError ? error.status : null),
  );
}

function isRead(scene: Scene): void {
  test('names the agent and who made it', async () => {
    const { client, agentId, ownerId } = scene();
    expect(await client.whoami(signal)).toMatchObject({ agentId, ownerId });
  });

  test('gives a message by its id, and says which are unknown', async () => {
    const { client, directId, ownerId, say } = scene();
    const id = await say({ text: 'Hello' });
    expect(await client.reading.message(id, null, signal)).toMatchObject({
      id,
      conversationId: directId,
      creatorId: ownerId,
      parentId: null,
      status: 'active',
      text: 'Hello',
      attachments: [],
      createdAt: expect.any(Number),
      updatedAt: expect.any(Number),
    });
    expect(await client.reading.message('unknown', null, signal)).toBeNull();
  });

  test('files a reply to a reply under the root', async () => {
    const { client, say } = scene();
    const root = await say({ text: 'Hello' });
    const inner = await say({ text: 'And', replyTo: root });
    const outer = await say({ text: 'Then', replyTo: inner });
    const told = [inner, outer].map((id) => client.reading.message(id, null, signal));
    expect(await Promise.all(told)).toMatchObject([{ parentId: root }, { parentId: root }]);
  });

  test('tells a group from two people', async () => {
    const { client, directId, groupId } = scene();
    expect(await client.isGroup(directId, signal)).toBe(false);
    expect(await client.isGroup(groupId, signal)).toBe(true);
  });
}

function isFollowed(scene: Scene): void {
  test('tells everything from an instant on, then by cursor what is new', async () => {
    const { client, say } = scene();
    const first = await say({ text: 'One' });
    const page = await client.reading.updates({ since: 0 }, signal);
    expect(page.rows.map(({ id }) => id)).toContain(first);
    expect([page.hasMore, page.lost]).toEqual([false, 0]);
    const second = await say({ text: 'Two' });
    const next = await client.reading.updates({ since: 0, cursor: page.nextCursor }, signal);
    const found = next.messages.find(({ id }) => id === second);
    expect(found).toMatchObject({ text: 'Two' });
    expect(next.nextCursor).not.toBeNull();
  });

  test('refuses a cursor that has become stale, with 400', async () => {
    const { client, say, makeCursorsStale } = scene();
    await say({ text: 'One' });
    const { nextCursor: cursor } = await client.reading.updates({ since: 0 }, signal);
    makeCursorsStale();
    expect(await statusOf(client.reading.updates({ since: 0, cursor }, signal))).toBe(400);
    expect((await client.reading.updates({ since: 0 }, signal)).rows).toHaveLength(1);
  });

  test('tells the root again when the agent has replied to it', async () => {
    const { client, directId, say } = scene();
    const root = await say({ text: 'Hello' });
    const page = await client.reading.updates({ since: 0 }, signal);
    const before = await client.reading.message(root, null, signal);
    const sent = await client.sending.sendText(
      { conversationId: directId, text: 'Hi', idempotencyKey: newId(), replyTo: root },
      signal,
    );
    const next = await client.reading.updates({ since: 0, cursor: page.nextCursor }, signal);
    expect(next.rows.map(({ id }) => id)).toEqual(expect.arrayContaining([root, sent.id]));
    const after = await client.reading.message(root, null, signal);
    expect(after?.updatedAt).toBeGreaterThanOrEqual(before?.updatedAt ?? Infinity);
  });
}

function isToldCourtesies(scene: Scene): void {
  test('takes a read mark, and a reaction, which brings the message back in the feed', async () => {
    const { client, directId, say } = scene();
    const id = await say({ text: 'Hello' });
    const { nextCursor } = await client.reading.updates({ since: 0 }, signal);
    await client.markRead(directId, id, signal);
    await client.courtesies.react(id, '👀', signal);
    const { rows } = await client.reading.updates({ since: 0, cursor: nextCursor }, signal);
    expect(rows.map((row) => row.id)).toContain(id);
  });

  test('registers an address once and lets it go', async () => {
    const { client, agentId } = scene();
    const url = 'https://hooks.example.com/a';
    const registered = await client.subscribe(url, agentId, signal);
    expect(registered).toEqual({ id: expect.any(String), clientId: expect.any(String) });
    expect(await client.subscribe(url, agentId, signal)).toBeNull();
    await client.unsubscribe(registered?.clientId ?? '', registered?.id ?? '', signal);
    expect(await client.subscribe(url, agentId, signal)).not.toBeNull();
  });
}

function takesWords(scene: Scene): void {
  test('takes a text, filed under the root of what it answers', async () => {
    const { client, directId, agentId, say } = scene();
    const root = await say({ text: 'Hello' });
    const inner = await say({ text: 'And', replyTo: root });
    const sent = await client.sending.sendText(
      { conversationId: directId, text: 'Hi', idempotencyKey: newId(), replyTo: inner },
      signal,
    );
    expect(await client.reading.message(sent.id, null, signal)).toMatchObject({
      creatorId: agentId,
      conversationId: directId,
      parentId: root,
      kind: 'text',
      text: 'Hi',
    });
  });

  test('refuses a text without words and an answer to another conversation, with 400', async () => {
    const { client, directId: conversationId, say } = scene();
    const other = await say({ text: 'Hello', inGroup: true });
    const send = (text: string, replyTo: string | null): Promise<number | null> => {
      const message = { conversationId, text, idempotencyKey: newId(), replyTo };
      return statusOf(client.sending.sendText(message, signal));
    };
    expect([await send('', null), await send('Hi', other)]).toEqual([400, 400]);
    const said = await client.reading.updates({ since: 0 }, signal);
    expect(said.rows).toMatchObject([{ id: other }]);
  });
}

function takesOtherMessages(scene: Scene): void {
  test('takes a card of links, which has no words', async () => {
    const { client, directId: conversationId } = scene();
    const link = 'https://example.com/a';
    const attachments = [{ type: 'link', link }] as const;
    const card = { conversationId, attachments, idempotencyKey: newId(), replyTo: null };
    const sent = await client.sending.sendAttachments(card, signal);
    expect(await client.reading.message(sent.id, null, signal)).toMatchObject({
      kind: 'attachment',
      text: '',
      attachments: [{ id: sent.attachments[0]?.id, type: 'link', link }],
    });
  });

  test('takes an audio note', async () => {
    const { client, directId: conversationId, agentId } = scene();
    const audio = new Blob([wav], { type: 'audio/wav' });
    const note = { conversationId, idempotencyKey: newId(), replyTo: null };
    const sent = await client.sending.sendAudio({ ...note, audio, fileName: 'a "b".wav' }, signal);
    const message = await client.reading.message(sent.id, null, signal);
    expect(message).toMatchObject({ kind: 'audio', creatorId: agentId, conversationId });
  });

  test('opens one conversation with an address, and finds that of a person', async () => {
    const { client, directId, ownerId } = scene();
    const emails = ['pat@example.com'];
    const first = await client.sending.sendDirect({ emails, text: 'Hello' }, signal);
    const again = await client.sending.sendDirect({ emails, text: 'Hello' }, signal);
    expect(first.conversationId).not.toBeNull();
    expect(again).toMatchObject({ conversationId: first.conversationId });
    // There is no key: what is sent twice is there twice.
    expect(again.id).not.toBe(first.id);
    const known = await client.sending.sendDirect({ userIds: [ownerId], text: 'Hi' }, signal);
    expect(known.conversationId).toBe(directId);
  });

  test('adds links to a message that was sent', async () => {
    const { client, directId: conversationId } = scene();
    const text = { conversationId, text: 'Hi', idempotencyKey: newId(), replyTo: null };
    const { id } = await client.sending.sendText(text, signal);
    const link = 'https://example.com/a';
    const [added] = await client.attachments.addLinks(id, [link], signal);
    expect(added).toMatchObject({ id: expect.any(String), type: 'link', link });
    const message = await client.reading.message(id, null, signal);
    expect(message?.attachments).toMatchObject([{ id: added?.id, link }]);
  });
}

function takesFiles(scene: Scene): void {
  test('takes a file in four steps; before the last one it is not to be had', async () => {
    const { client, directId: conversationId } = scene();
    const { attachments, sending } = client;
    const order = { fileName: 'a b.pdf', mimeType: pdf.mimeType, idempotencyKey: newId() };
    const url = await attachments.uploadUrl(order, signal);
    await attachments.put(url, new Blob(['%PDF'], { type: pdf.mimeType }), signal);
    const { fileName, mimeType } = order;
    const link = url.slice(0, url.indexOf('?'));
    const file = { type: 'file', link, fileName, mimeType, bytes: 4 } as const;
    const text = { conversationId, text: 'Hi', idempotencyKey: newId(), replyTo: null };
    const sent = await sending.sendText({ ...text, attachments: [file] }, signal);
    const attachmentId = sent.attachments[0]?.id ?? '';
    const statusNow = async (): Promise<string | null | undefined> =>
      (await client.reading.message(sent.id, null, signal))?.attachments[0]?.status;
    expect(await statusNow()).toBe('Initializing');
    const place = { messageId: sent.id, attachmentId };
    for (const status of ['Uploading', 'Uploaded'] as const) {
      expect(await statusOf(fetchFile(scene(), attachmentId))).toBe(404);
      await attachments.report(place, { file, status }, signal);
      expect(await statusNow()).toBe(status);
    }
    expect(await fetchFile(scene(), attachmentId)).toBe('%PDF');
  });
}

function givesFiles(scene: Scene): void {
  test('gives the file of a person, time and again, and none that is not there', async () => {
    const { client, say } = scene();
    const id = await say({ text: 'See this', file: { ...pdf, bytes: Buffer.from('%PDF') } });
    const [attachment] = (await client.reading.message(id, null, signal))?.attachments ?? [];
    expect(attachment).toMatchObject({
      type: 'file',
      fileName: 'plan.pdf',
      mimeType: 'application/pdf',
      bytes: 4,
      status: 'Uploaded',
    });
    for (let n = 0; n < 3; n += 1) {
      expect(await fetchFile(scene(), attachment?.id ?? '')).toBe('%PDF');
    }
    expect(await statusOf(fetchFile(scene(), 'unknown'))).toBe(404);
  });
}

async function fetchFile({ client }: CarbonVoiceUnderTest, attachmentId: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'carbon-voice-contract-'));
  try {
    const target = { path: join(folder, 'file'), maxBytes: 100 };
    await client.attachments.download({ attachmentId }, target, signal);
    return await readFile(target.path, 'utf8');
  } finally {
    await rm(folder, { recursive: true });
  }
}
