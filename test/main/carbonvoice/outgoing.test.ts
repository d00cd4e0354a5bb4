import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Gate } from '../../../main/base/gate.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { CarbonVoiceClient } from '../../../main/carbonvoice/client.ts';
import { CarbonVoiceFiles } from '../../../main/carbonvoice/files.ts';
import { Outgoing } from '../../../main/carbonvoice/outgoing.ts';
import { ServiceTime } from '../../../main/base/service-time.ts';
import { letterDispatch } from '../../../main/thread/dispatch.ts';
import type { LetterAttachment } from '../../../main/thread/dispatch.ts';
import type { Outbound, Recipient } from '../../../main/thread/outbox-ports.ts';
import { RefusedError } from '../../../shared/errors.ts';
import { FakeChannel } from '../../fakes/fake-channel.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { openMemoryLedger } from '../../fakes/memory-ledger.ts';
import { sampleReply } from '../../fakes/thread-samples.ts';
import { startCarbonVoice } from '../../peers/carbon-voice/double.ts';
import { stepOf } from '../../peers/carbon-voice/faults.ts';
import type { StoredMessage } from '../../peers/carbon-voice/messages.ts';
import type { CarbonVoiceDouble } from '../../peers/carbon-voice/double.ts';

const { signal } = new AbortController();
const agent = { agentId: 'agent-user', taken: new Set<string>() };
const file = along('file', 'a.txt', { mimeType: 'text/plain', bytes: 7, path: 'files/m/1-a.txt' });
const link = along('link', 'https://a.example/', { url: 'https://a.example/' });
const note = along('audio', 'n.wav', { mimeType: 'audio/wav', bytes: 4, path: 'files/m/2-n.wav' });

let double: CarbonVoiceDouble;
let clock: FakeClock;
let ledger: ReturnType<typeof openMemoryLedger>;
let client: CarbonVoiceClient;
let files: CarbonVoiceFiles;
let outgoing: Outgoing;

beforeEach(async () => {
  double = await startCarbonVoice();
  ledger = openMemoryLedger();
  // The double has the time of the machine.
  clock = new FakeClock(Date.now());
  const token = (): Promise<string> => Promise.resolve('cv_pat_right');
  const options = { url: double.url, userAgent: 'x', token, clock };
  client = new CarbonVoiceClient(options);
  const open = (path: string, type: string): Promise<Blob> =>
    path.startsWith('files/m/')
      ? Promise.resolve(new Blob([path.endsWith('.wav') ? 'RIFF' : 'content'], { type }))
      : Promise.reject(new RefusedError('GONE', 'It is gone.'));
  const connection = { ready: new Gate(true) };
  const deps = { client, connection, ledger, shelf: { open }, log: silentLogger };
  files = new CarbonVoiceFiles(deps);
  outgoing = new Outgoing({ client, files, clock });
});
afterEach(() => double.stop());

function along(
  kind: LetterAttachment['kind'],
  name: string,
  more: Partial<LetterAttachment>,
): LetterAttachment {
  return { kind, name, mimeType: null, bytes: null, path: null, url: null, ...more };
}

/** A letter in the ledger; its sends. */
async function write(
  text: string,
  attachments: readonly LetterAttachment[],
  recipient: Recipient | null = null,
): Promise<readonly Outbound[]> {
  const conversationId = recipient === null ? 'c' : null;
  const at = clock.now();
  const message = { ...sampleReply(), id: 'm', at, text, conversationId, replyTo: null };
  const dispatch = letterDispatch({ text, attachments }, new FakeChannel(), at);
  await ledger.compose({ message: { ...message, turnId: null }, recipient, ...dispatch });
  return ledger.openOutbox();
}

/** Everything that the runners do with one send, in its order. */
async function bringOut(outbound: Outbound): Promise<void> {
  await outgoing.prepare(outbound, signal);
  const sent = await outgoing.send(outbound, signal);
  const change = { id: outbound.id, state: 'sent', reason: null, at: Date.now(), sent } as const;
  await ledger.markOutbound(change);
}

async function finish(): Promise<void> {
  for (const open of await ledger.openAttachments()) {
    for await (const change of files.finish(open, signal)) await ledger.changeAttachment(change);
  }
}

async function states(): Promise<readonly string[]> {
  return (await ledger.attachmentsOf({ messageId: 'm' })).map(({ state }) => state);
}

test('a file and a link go along with words, and are whole in the end', async () => {
  const [outbound] = await write('Look', [link, file]);
  if (!outbound) throw new Error('nothing to send');
  await bringOut(outbound);
  expect(await states()).toEqual(['sent', 'uploaded']);
  await finish();

  expect(await states()).toEqual(['sent', 'sent']);
  expect(double.sends[0]?.attachments).toMatchObject([
    { type: 'link', link: 'https://a.example/' },
    { type: 'file', fileName: 'a.txt', status: 'Uploaded', percent: 100 },
  ]);
  expect(await ledger.openAttachments()).toEqual([]);
});

test('a note is a message of its own behind the words', async () => {
  const parts = await write('Listen', [note, link]);
  for (const part of parts) await bringOut(part);
  await finish();

  expect(double.sends.map(({ kind, transcript }) => `${kind} ${transcript}`)).toEqual([
    ...['text Listen', 'audio '],
  ]);
  expect(double.sends[1]?.audio?.bytes.toString()).toBe('RIFF');
  expect(await states()).toEqual(['sent', 'sent']);
});

test('to somebody new the words open the conversation, and a file is added to them', async () => {
  const [outbound] = await write('Hello', [file, link], 'email:pat@example.com');
  if (!outbound) throw new Error('nothing to send');
  await bringOut(outbound);
  await finish();

  const [sent] = double.sends;
  expect(double.directs.get(sent?.conversationId ?? '')).toEqual(['pat@example.com']);
  expect(sent?.attachments).toMatchObject([
    { type: 'link' },
    { fileName: 'a.txt', status: 'Uploaded' },
  ]);
  expect(await states()).toEqual(['sent', 'sent']);
});

test('a note alone cannot open a conversation', async () => {
  const [outbound] = await write('', [note], 'user:u1');
  if (!outbound) throw new Error('nothing to send');

  await expect(outgoing.prepare(outbound, signal)).rejects.toMatchObject({ kind: 'refused' });
});

test('a service without the current routes gets everything after the words', async () => {
  double.lacks.add('POST /v5/');
  const [outbound] = await write('Look', [link, file]);
  if (!outbound) throw new Error('nothing to send');
  await bringOut(outbound);
  await finish();
  await finish();

  expect(double.sends).toHaveLength(1);
  expect(double.sends[0]?.attachments.map(({ status }) => status)).toEqual([null, 'Uploaded']);
  expect(await states()).toEqual(['sent', 'sent']);
});

describe('a lost answer', () => {
  test.each([
    ['words', 'Look', [link, file]],
    ['attachments alone', '', [file]],
    ['a note', '', [note]],
  ] as const)('to %s is found again, and the rest is done', async (_name, text, attachments) => {
    const [outbound] = await write(text, attachments);
    if (!outbound) throw new Error('nothing to send');
    double.faults.set('send', 'answer-lost', 1);
    await outgoing.prepare(outbound, signal);
    await expect(outgoing.send(outbound, signal)).rejects.toMatchObject({ kind: 'network' });
    const sent = await outgoing.findSent(outbound, agent, signal);
    if (!sent) throw new Error('not found');
    const change = { id: 'm', state: 'sent', reason: null, at: Date.now(), sent } as const;
    await ledger.markOutbound(change);
    await finish();

    expect(double.sends).toHaveLength(1);
    expect(double.sends[0]?.attachments).toHaveLength(
      text === '' && attachments[0] === note ? 0 : attachments.length,
    );
    expect(new Set(await states())).toEqual(new Set(['sent']));
  });

  test('to the report is reported again at once', async () => {
    const [outbound] = await write('Look', [file]);
    if (!outbound) throw new Error('nothing to send');
    await bringOut(outbound);
    double.faults.set('report', 'answer-lost', 1);
    await finish();

    const reports = double.journal.calls.filter((call) => stepOf(call) === 'report');
    const told = reports.map(({ body }) => body['status']);
    expect(told).toEqual(['Uploading', 'Uploading', 'Uploaded']);
    expect(double.sends[0]?.attachments).toMatchObject([{ status: 'Uploaded' }]);
  });
});

describe('what may have been sent', () => {
  const hour = 3_600_000;
  // The service is known, and with it its time.
  beforeEach(async () => void (await client.whoami(signal)));

  /** A reply that arrived although its answer was lost. */
  async function lose(text: string): Promise<Outbound> {
    const [outbound] = await write(text, []);
    if (!outbound) throw new Error('nothing to send');
    double.faults.set('send', 'answer-lost', 1);
    await expect(outgoing.send(outbound, signal)).rejects.toMatchObject({ kind: 'network' });
    return outbound;
  }

  function change(transcript: string, kind: StoredMessage['kind'] = 'text'): void {
    const [sent] = double.sends;
    if (!sent) throw new Error('nothing was sent');
    double.transcribe(Object.assign(sent, { kind }), transcript);
  }

  test.each([hour, -hour])('is found by a clock that is off by twice %i ms', async (offMs) => {
    clock.setNow(Date.now() + 2 * offMs);
    await client.whoami(signal);
    const outbound = await lose('Done.');

    expect(await outgoing.findSent(outbound, agent, signal)).not.toBeNull();
  });

  test('is found when the clock was ahead as it was written and has been set since', async () => {
    clock.setNow(Date.now() + 24 * hour);
    const outbound = await lose('Done.');
    clock.setNow(Date.now());

    expect(await outgoing.findSent(outbound, agent, signal)).not.toBeNull();
  });

  test('is looked for from a day before where the service does not tell its time', async () => {
    const outbound = await lose('Done.');
    const asked: unknown[] = [];
    const { sending } = client;
    const updates: CarbonVoiceClient['reading']['updates'] = (from, aborted) => {
      asked.push(from);
      return client.reading.updates(from, aborted);
    };
    const blind = { sending, reading: { updates }, time: new ServiceTime() };
    const other = new Outgoing({ client: blind, files, clock });

    const found = await other.findSent(outbound, agent, signal);

    expect(found).not.toBeNull();
    expect(asked).toMatchObject([{ since: outbound.createdAt - 24 * hour }]);
  });

  test('is not what was said long before', async () => {
    const said = { text: 'Done.', from: double.agentId, conversationId: 'c' };
    double.saidEarlier({ ...said, createdAt: Date.now() - 2 * hour });
    const [outbound] = await write('Done.', []);
    if (!outbound) throw new Error('nothing to send');

    expect(await outgoing.findSent(outbound, agent, signal)).toBeNull();
  });

  test('is found when the service keeps white space its own way', async () => {
    const outbound = await lose('One.\n  Two.');
    change('One. Two.\n');

    expect(await outgoing.findSent(outbound, agent, signal)).not.toBeNull();
  });

  test('is unclear while a message that may be it has no words', async () => {
    const outbound = await lose('Done.');
    change('');
    await expect(outgoing.findSent(outbound, agent, signal)).rejects.toMatchObject({
      ...{ kind: 'network', code: 'CARBONVOICE_UNCLEAR' },
    });

    change('Done.');

    expect(await outgoing.findSent(outbound, agent, signal)).not.toBeNull();
  });

  test('is not a message without words that is known, or that will have none', async () => {
    const outbound = await lose('Done.');
    change('');
    const taken = new Set(double.sends.map(({ id }) => id));
    expect(await outgoing.findSent(outbound, { ...agent, taken }, signal)).toBeNull();

    change('', 'attachment');

    expect(await outgoing.findSent(outbound, agent, signal)).toBeNull();
  });
});

test('a file that is gone fails before anything is sent', async () => {
  const [outbound] = await write('Look', [{ ...file, path: 'elsewhere' }]);
  if (!outbound) throw new Error('nothing to send');

  await expect(outgoing.prepare(outbound, signal)).rejects.toMatchObject({ kind: 'refused' });

  expect(double.sends).toEqual([]);
});
