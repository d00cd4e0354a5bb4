import { appendFile, readdir, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { systemClock } from '../../../main/base/clock.ts';
import { openPracticeCarbonVoice } from '../../../main/rehearsal/practice-carbon-voice.ts';
import {
  openPractice,
  openWebhook,
  request,
  resourceOf,
  sendBody,
  subscribe,
  temporaryFolder,
} from './carbonvoice/harness.ts';

test('remembers everything but faults over a restart', async () => {
  const first = await openPractice();
  const { messageId } = await first.service.sendVoiceMessage({ text: 'Hello' });
  first.clock.advance(1500);
  await subscribe(first.service, 'http://127.0.0.1:9/hooks');
  const body = sendBody(first.service, { reply_to_message_id: messageId });
  await request(first.service, 'POST', '/v5/messages/text', body);
  await request(first.service, 'POST', `/reactions/message/${messageId}`, { reaction: '👀' });
  const mark = `/notifications/${first.service.directConversationId}/${messageId}`;
  await request(first.service, 'DELETE', `${mark}?type=message&notification_removal_mode=hard`);
  const path = `/v6/messages/${messageId}`;
  const before = (await request(first.service, 'GET', path)).body;
  const feed = `/v6/messages/updates?direction=newer&date=${new Date(0).toISOString()}`;
  const page = (await request(first.service, 'GET', feed)).body;
  first.service.setFault('slow', true);
  const records = first.service.records();
  await first.service.close();

  const second = await openPractice({ dataDir: first.dataDir, clock: first.clock });
  expect(second.service.records()).toEqual(records);
  expect((await request(second.service, 'GET', path)).body).toEqual(before);
  expect((await request(second.service, 'GET', feed)).body).toEqual(page);
  const resume = `/v6/messages/updates?direction=newer&cursor=${String(page['next_cursor'])}`;
  expect((await request(second.service, 'GET', resume)).status).toBe(200);
  const repeated = await request(second.service, 'POST', '/v5/messages/text', body);
  expect(repeated.body['id']).toBe(records.sends[0]?.messageId);
  expect(second.service.faults().some(({ on }) => on)).toBe(false);
  expect([second.service.pat, second.service.agentId, second.service.ownerId]).toEqual([
    first.service.pat,
    first.service.agentId,
    first.service.ownerId,
  ]);
});

test('delivers after a restart what an endpoint had not taken, and words that fell due', async () => {
  const first = await openPractice();
  const hook = await openWebhook();
  first.service.setFault('no-deliveries', true);
  await subscribe(first.service, hook.url);
  await first.service.sendVoiceMessage({ text: 'Hello' });
  await first.service.close();
  first.clock.advance(60_000);
  await openPractice({ dataDir: first.dataDir, clock: first.clock });
  expect(resourceOf(await hook.delivery(0))['transcript_txt']).toBe(null);
  first.clock.advance(0);
  expect(resourceOf(await hook.delivery(1))['transcript_txt']).toBe('Hello');
});

test('takes up a file whose last line is torn', async () => {
  const first = await openPractice();
  const { messageId } = await first.service.sendVoiceMessage({ text: 'Hello' });
  await first.service.close();
  const [file = ''] = await readdir(first.dataDir);
  await appendFile(join(first.dataDir, file), '[{"type":"message","mess');
  const second = await openPractice({ dataDir: first.dataDir });
  expect((await request(second.service, 'GET', `/v6/messages/${messageId}`)).status).toBe(200);
  await second.service.sendVoiceMessage({ text: 'More' });
  await second.service.close();
  const third = await openPractice({ dataDir: first.dataDir });
  const path = `/messages/${third.service.directConversationId}/index`;
  expect((await request(third.service, 'GET', path)).body['results']).toHaveLength(2);
});

test('takes up a file of a version that knew neither people nor files', async () => {
  const dataDir = await temporaryFolder();
  const ids = { agentId: 'agent', ownerId: 'owner', colleagueId: 'c', workspaceId: 'w' };
  const places = { directId: 'direct', groupId: 'group', clientId: 'client', feedId: 'feed' };
  const times = { createdAt: 1, updatedAt: 1, createdSeq: 1, updatedSeq: 1, sequence: 1 };
  const words = { words: 'Hello', transcribed: true, transcriptDueAt: 1, blankTranscript: false };
  const lists = { attachments: [], taggedUserIds: [], reactions: [], replyCount: 0 };
  const place = { creatorId: 'agent', conversationId: 'direct', threadId: 'm', shape: 'current' };
  const kind = { kind: 'text', status: 'active', idempotencyKey: 'k' };
  const message = { id: 'm', ...kind, ...place, ...times, ...words, ...lists };
  const reply = { replyTo: null, threadId: 'm', idempotencyKey: 'k', repeated: false };
  const sent = { at: 1, route: 'v5', messageId: 'm', conversationId: 'direct', text: 'Hello' };
  const lines = [
    [{ type: 'account', account: { pat: 'cv_pat_old', ...ids, ...places } }],
    [
      { type: 'message', message },
      { type: 'send', send: { ...sent, ...reply } },
    ],
  ];
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  await appendFile(join(dataDir, 'practice-carbon-voice.jsonl'), text);
  const { service } = await openPractice({ dataDir });
  expect((await request(service, 'GET', '/v6/messages/m')).status).toBe(200);
  expect(service.records().sends).toMatchObject([{ messageId: 'm', audio: null, attachments: [] }]);
  const conversations = await request(service, 'GET', '/simplified/conversations/all');
  expect(conversations.body['results_count']).toBe(2);
});

test('has everything that it acknowledged after it was killed without warning', async () => {
  const dataDir = await temporaryFolder();
  const source = new URL('../../../main/rehearsal/practice-carbon-voice.ts', import.meta.url);
  const script = `
    import { openPracticeCarbonVoice } from '${source.href}';
    const clock = { now: Date.now, schedule: () => () => {} };
    const log = { debug() {}, info() {}, warn() {}, error() {}, child: () => log };
    const options = { dataDir: process.argv[1], clock, log };
    const service = await openPracticeCarbonVoice(options, new AbortController().signal);
    for (;;) {
      const { messageId } = await service.sendVoiceMessage({ text: 'Hello '.repeat(50) });
      console.log(messageId);
      await new Promise((resolve) => setImmediate(resolve));
    }`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const acknowledged: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(line);
    if (acknowledged.length === 50) child.kill('SIGKILL');
  }
  expect(await ended).toEqual([null, 'SIGKILL']);
  const { service } = await openPractice({ dataDir });
  const body = { conversation_id: service.directConversationId, message_ids: acknowledged };
  const answer = await request(service, 'POST', '/v6/messages/by-ids', body);
  expect(acknowledged.length).toBeGreaterThanOrEqual(50);
  expect(answer.body).toHaveLength(acknowledged.length);
});

test('keeps its folder and file to the owner and listens on loopback only', async () => {
  const dataDir = join(await temporaryFolder(), 'deep', 'practice');
  const { service } = await openPractice({ dataDir });
  expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
  const [file = ''] = await readdir(dataDir);
  expect((await stat(join(dataDir, file))).mode & 0o777).toBe(0o600);
  expect(new URL(service.url).hostname).toBe('127.0.0.1');
});

test('tells listeners of fault changes and refuses unknown faults by naming the known', async () => {
  const { service } = await openPractice();
  const seen: (readonly string[])[] = [];
  service.onFaultsChange((faults) => seen.push(faults.filter((f) => f.on).map((f) => f.name)));
  service.setFault('slow', true);
  expect(seen).toEqual([['slow']]);
  expect(() => service.setFault('odd', true)).toThrow(/Known: wrong-token, .*stale-cursor/);
});

test('leaves no timer, socket or delivery behind when closed twice in the middle of work', async () => {
  const { service, clock } = await openPractice();
  const hook = await openWebhook();
  hook.answers.push(500);
  await subscribe(service, hook.url);
  await service.sendVoiceMessage({ text: 'Hello' });
  await hook.delivery(0);
  service.setFault('slow', true);
  const waiting = clock.whenScheduled(5000);
  const slow = Promise.allSettled([request(service, 'GET', '/whoami')]);
  const idle = connect(Number(new URL(service.url).port), '127.0.0.1');
  idle.on('error', () => undefined);
  const ended = once(idle, 'close');
  await Promise.all([waiting, once(idle, 'connect')]);
  await Promise.all([service.close(), service.close()]);
  await service.close();
  await Promise.all([slow, ended]);
  expect(clock.pending).toBe(0);
  await expect(fetch(`${service.url}/health`)).rejects.toThrow('fetch failed');
  await expect(service.sendVoiceMessage({ text: 'Late' })).rejects.toMatchObject({
    code: 'REHEARSAL_CLOSED',
  });
});

test('does not open under an aborted signal, and closes when aborted while opening', async () => {
  const { options } = await openPractice();
  const early = AbortSignal.abort();
  await expect(openPracticeCarbonVoice(options, early)).rejects.toThrow(/abort/i);
  const controller = new AbortController();
  const dataDir = await temporaryFolder();
  const opening = openPracticeCarbonVoice(
    { ...options, dataDir, clock: systemClock },
    controller.signal,
  );
  controller.abort();
  await expect(opening).rejects.toMatchObject({ name: 'AbortError' });
});

test('closes itself when its signal aborts later', async () => {
  const { options } = await openPractice();
  const controller = new AbortController();
  const dataDir = await temporaryFolder();
  const service = await openPracticeCarbonVoice({ ...options, dataDir }, controller.signal);
  controller.abort();
  await service.close();
  await expect(fetch(`${service.url}/health`)).rejects.toThrow('fetch failed');
});
