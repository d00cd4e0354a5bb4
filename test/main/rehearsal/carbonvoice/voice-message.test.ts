import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { VoiceMessageInput } from '../../../../main/rehearsal/carbonvoice/voice-message.ts';
import type { PracticeCarbonVoice } from '../../../../main/rehearsal/practice-carbon-voice.ts';
import { atStorage, downloadAddress } from './files-harness.ts';
import type { Json } from './harness.ts';
import { openPractice, request, temporaryFolder } from './harness.ts';

test('goes to the direct conversation, or to that of the message it answers', async () => {
  const { service } = await openPractice();
  const { directConversationId, groupConversationId } = service;
  const direct = await service.sendVoiceMessage({ text: 'Hello' });
  expect(direct.conversationId).toBe(directConversationId);
  const conversationId = groupConversationId;
  const group = await service.sendVoiceMessage({ text: 'Hello', conversationId });
  const reply = await service.sendVoiceMessage({ text: 'Again', replyTo: group.messageId });
  expect(reply.conversationId).toBe(groupConversationId);
});

test('can be spoken by anyone', async () => {
  const { service } = await openPractice();
  const { messageId } = await service.sendVoiceMessage({ text: 'Hello', senderId: 'stranger-1' });
  const { body } = await request(service, 'GET', `/v6/messages/${messageId}`);
  expect(body).toMatchObject({ message: { creator_id: 'stranger-1' } });
});

test('is refused without words and in places that do not exist', async () => {
  const { service } = await openPractice();
  const { messageId } = await service.sendVoiceMessage({ text: 'Hello' });
  const inputs = [
    { text: '  ' },
    { text: 'Hello', replyTo: 'none' },
    { text: 'Hello', replyTo: messageId, conversationId: service.groupConversationId },
    { text: 'Hello', conversationId: 'none' },
  ];
  const codes = await Promise.all(
    inputs.map((input) =>
      service.sendVoiceMessage(input).then(
        () => 'sent',
        (error: unknown) => (error as { code?: unknown }).code,
      ),
    ),
  );
  expect(codes).toEqual([
    'REHEARSAL_NO_WORDS',
    'REHEARSAL_UNKNOWN_MESSAGE',
    'REHEARSAL_UNKNOWN_MESSAGE',
    'REHEARSAL_UNKNOWN_PLACE',
  ]);
});

async function spoken(service: PracticeCarbonVoice, input: VoiceMessageInput): Promise<Json> {
  const { messageId } = await service.sendVoiceMessage(input);
  const { body } = await request(service, 'GET', `/v6/messages/${messageId}`);
  return body['message'] as Json;
}

test('lets a new name speak in a conversation of its own, and the same one again', async () => {
  const { service } = await openPractice();
  const first = await spoken(service, { text: 'Hello', from: 'Dana Reyes' });
  expect([service.ownerId, service.colleagueId]).not.toContain(first['creator_id']);
  const path = `/simplified/conversations/${String(first['conversation_id'])}`;
  expect((await request(service, 'GET', path)).body).toMatchObject({
    name: 'Dana Reyes',
    type: 'directMessage',
  });
  const again = await spoken(service, { text: 'Again', from: 'dana reyes' });
  expect(again).toMatchObject({
    creator_id: first['creator_id'],
    conversation_id: first['conversation_id'],
  });
});

test('takes an address for a name: the same person that the agent can write to', async () => {
  const { service } = await openPractice();
  const spokenTo = await spoken(service, { text: 'Hello', from: 'pat@example.com' });
  const found = await request(service, 'GET', '/simplified/users/search?email=Pat@example.com');
  expect(found.body).toMatchObject({ id: spokenTo['creator_id'], full_name: 'Pat' });
});

test('remembers a new name over a restart', async () => {
  const first = await openPractice();
  const { conversationId } = await first.service.sendVoiceMessage({ text: 'Hello', from: 'Dana' });
  await first.service.close();
  const { service } = await openPractice({ dataDir: first.dataDir });
  const again = await service.sendVoiceMessage({ text: 'Hello', from: 'Dana' });
  expect(again.conversationId).toBe(conversationId);
});

test('knows the owner and the colleague by name, and not the agent as a sender', async () => {
  const { service } = await openPractice();
  const owner = await spoken(service, { text: 'Hello', from: 'owner' });
  expect(owner).toMatchObject({
    creator_id: service.ownerId,
    conversation_id: service.directConversationId,
  });
  const colleague = await spoken(service, { text: 'Hello', from: 'Colleague' });
  expect(colleague['creator_id']).toBe(service.colleagueId);
  await expect(service.sendVoiceMessage({ text: 'Hello', from: 'agent' })).rejects.toMatchObject({
    code: 'REHEARSAL_NO_SENDER',
  });
});

test('speaks in the group, which a new name joins, and tags the agent', async () => {
  const { service } = await openPractice({ transcriptDelayMs: 0 });
  const plain = await spoken(service, { text: 'Hello', group: true });
  expect(plain).toMatchObject({
    creator_id: service.ownerId,
    conversation_id: service.groupConversationId,
    tagged_user_ids: [],
  });
  const tagged = await spoken(service, { text: 'Hello', from: 'Dana', group: true, tag: true });
  expect(tagged['tagged_user_ids']).toEqual([service.agentId]);
  const channel = await request(service, 'GET', `/channel/${service.groupConversationId}`);
  const people = channel.body['json_collaborators'] as readonly Json[];
  expect(people.map((person) => person['user_guid'])).toEqual([
    service.ownerId,
    service.agentId,
    service.colleagueId,
    tagged['creator_id'],
  ]);
});

test('sends files, which can be fetched, and links with the words', async () => {
  const { service } = await openPractice();
  const file = join(await temporaryFolder(), 'plan.md');
  await writeFile(file, '# Plan');
  const links = ['https://example.com/a'];
  const message = await spoken(service, { text: 'See this', files: [file], links });
  expect(message).toMatchObject({
    kind: 'audio',
    attachments: [
      { type: 'link', url: 'https://example.com/a' },
      {
        type: 'file',
        status: 'Uploaded',
        filename: 'plan.md',
        mime_type: 'text/markdown',
        length_in_bytes: 6,
      },
    ],
  });
  const [, attachment] = message['attachments'] as readonly Json[];
  const { url } = await downloadAddress(service, String(attachment?.['id']));
  expect((await atStorage(url)).bytes.toString()).toBe('# Plan');
});

test('sends a file without words as a message that never gets any', async () => {
  const { service, clock } = await openPractice();
  const file = join(await temporaryFolder(), 'data.bin');
  await writeFile(file, 'x');
  const { messageId } = await service.sendVoiceMessage({ text: '', files: [file] });
  clock.advance(3_600_000);
  const { body } = await request(service, 'GET', `/v6/messages/${messageId}`);
  const message = body['message'] as Json;
  expect(message['kind']).toBe('attachment');
  expect(message['content']).not.toHaveProperty('transcript');
});

test('refuses a file that is none before anything is sent', async () => {
  const { service } = await openPractice();
  const folder = await temporaryFolder();
  for (const path of [folder, join(folder, 'none.txt')]) {
    await expect(
      service.sendVoiceMessage({ text: 'Hello', from: 'Dana', files: [path] }),
    ).rejects.toMatchObject({ code: 'REHEARSAL_FILE' });
  }
  const index = await request(service, 'GET', `/messages/${service.directConversationId}/index`);
  expect(index.body['results']).toEqual([]);
  expect((await request(service, 'POST', '/contacts')).body).toHaveLength(3);
  expect(service.records().storedFiles).toEqual([]);
});
