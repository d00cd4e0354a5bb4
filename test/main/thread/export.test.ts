import { expect, test } from 'vitest';
import { createMarkdownWriter, exportThread, toExportLine } from '../../../main/thread/export.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';
import { openMemoryLedger } from '../../fakes/memory-ledger.ts';
import type { MemoryLedger } from '../../fakes/memory-ledger.ts';
import { sampleBrief } from '../../fakes/call-samples.ts';
import { sampleReply } from '../../fakes/thread-samples.ts';

const morning = Date.UTC(2026, 10, 20, 9, 5);

async function ledgerOf(messages: readonly ThreadMessage[]): Promise<MemoryLedger> {
  const ledger = openMemoryLedger();
  for (const message of messages) await ledger.appendMessage(message);
  return ledger;
}

async function ids(messages: AsyncIterable<ThreadMessage>): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const { id } of messages) all.push(id);
  return all;
}

test('gives the whole thread, oldest first, page by page', async () => {
  // Three pages and a bit, with times that are equal in places.
  const names = Array.from({ length: 1700 }, (_, index) => `m${String(index).padStart(5, '0')}`);
  const ledger = await ledgerOf(
    names.map((id, index) => sampleReply({ id, at: Math.floor(index / 7) })),
  );

  expect(await ids(exportThread(ledger, null))).toEqual(names);
});

test('ends after a page that is full to the last message', async () => {
  const names = Array.from({ length: 500 }, (_, index) => `m${String(index).padStart(3, '0')}`);

  const all = ids(
    exportThread(await ledgerOf(names.map((id) => sampleReply({ id, at: 1 }))), null),
  );

  expect(await all).toEqual(names);
});

test('begins at the instant it is asked for, that instant included', async () => {
  const ledger = await ledgerOf(
    [100, 200, 200.5, 300].map((at) => sampleReply({ id: `at ${at}`, at })),
  );

  expect(await ids(exportThread(ledger, 200))).toEqual(['at 200', 'at 200.5', 'at 300']);
  expect(await ids(exportThread(ledger, 301))).toEqual([]);
});

test('gives messages from before 1970 as well', async () => {
  expect(
    await ids(exportThread(await ledgerOf([sampleReply({ id: 'old', at: -5 })]), null)),
  ).toEqual(['old']);
});

test('writes a line in the words and the order of the contract', () => {
  const line = toExportLine(sampleReply({ at: morning + 0.75 }));

  expect(line.at).toBe('2026-11-20T09:05:00.000Z');
  expect(Object.keys(line)).toEqual([
    ...['id', 'at', 'channel', 'direction', 'principal', 'author', 'text', 'heard'],
    ...['conversationId', 'replyTo', 'callId', 'turnId', 'delivery', 'attempts', 'reason'],
  ]);
});

test('writes for people: a heading for each day, a paragraph for each message', () => {
  const write = createMarkdownWriter();
  const said = { author: 'owner', direction: 'in', delivery: 'handled' } as const;
  const day = 24 * 60 * 60_000;

  const text = [
    write(sampleReply({ ...said, at: morning, text: 'What is on?' })),
    write(sampleReply({ at: morning + 60_000, delivery: 'sent' })),
    write(sampleReply({ at: morning + day, delivery: 'unknown', text: 'Done.' })),
    write(sampleReply({ ...said, at: morning + day, delivery: 'received', text: '' })),
  ].join('\n');

  expect(text).toBe(
    [
      ...['## 2026-11-20', '', '**You**, Carbon Voice, 09:05 UTC', '', 'What is on?', ''],
      ...['**Adjutant**, Carbon Voice, 09:06 UTC', '', 'Nothing.', ''],
      ...['## 2026-11-21', '', '**Adjutant**, Carbon Voice, 09:05 UTC (unknown)', '', 'Done.', ''],
      ...['**You**, Carbon Voice, 09:05 UTC (received)', '', '…', ''],
    ].join('\n'),
  );
});

test('adds the links of its points to the line that tells of a call, and to no other', () => {
  const line = toExportLine(sampleReply({ brief: sampleBrief() }));

  expect(line).toMatchObject({
    links: [{ text: 'The caller asks for an invoice.', messageId: 'one' }],
  });
  expect(Object.keys(line).at(-1)).toBe('links');
  expect(line).not.toHaveProperty('brief');
});
