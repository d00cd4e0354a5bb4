import { describe, expect, test } from 'vitest';
import type { ExportLine } from '../app/instance.ts';
import type { StoredMessage } from '../peers/carbon-voice/messages.ts';
import { MessageShelf } from '../peers/carbon-voice/messages.ts';
import { answerTo } from './book.ts';
import type { Said } from './book.ts';
import { judge } from './verdict.ts';
import type { Fault } from './verdict.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Changeable = {
  said: Mutable<Said>[];
  sends: Mutable<StoredMessage>[];
  readIds: Set<string>;
  thread: Mutable<ExportLine>[];
};

/** Three messages of one conversation and one at the desk, all of them answered as they should be. */
function allWell(): Changeable {
  const shelf = new MessageShelf();
  const said = ['one', 'two', 'three'].map((text, rank) =>
    speak({ text, rank, conversationId: 'c1' }, shelf),
  );
  const all = [...said, speak({ text: 'desk', rank: 3, conversationId: null }, shelf)];
  const sends = said.map(({ text, message }) => send(shelf, message, text));
  const ids = said.map(({ message }) => message?.id ?? '');
  return { said: all, sends, readIds: new Set(ids), thread: all.flatMap(linesOf) };
}

function speak(words: Pick<Said, 'text' | 'rank' | 'conversationId'>, shelf: MessageShelf): Said {
  const { text, conversationId } = words;
  const message =
    conversationId === null ? null : shelf.add({ text, from: 'owner-user', conversationId });
  return {
    ...words,
    ...{ message, kill: 1, expect: 'answer', deliveredOnly: false },
    ...{ taken: true, mayBeDigested: false },
  };
}

function send(shelf: MessageShelf, to: StoredMessage | null, text: string): StoredMessage {
  const sent = shelf.add({
    ...{ text: answerTo(text), from: 'agent-user', conversationId: to?.conversationId ?? '' },
    ...{ replyTo: to?.id, idempotencyKey: `key of ${text}` },
  });
  if (!sent) throw new Error('not sent');
  return sent;
}

function linesOf({ text, conversationId }: Said): ExportLine[] {
  const line: ExportLine = {
    ...{ id: text, at: '', channel: conversationId === null ? 'desktop' : 'carbonvoice' },
    ...{ direction: 'in', principal: 'owner', author: 'owner-user', text, heard: null },
    ...{ conversationId, replyTo: null, callId: null, turnId: `turn of ${text}` },
    ...{ delivery: 'handled', attempts: 0, reason: null },
  };
  const reply = { id: `reply to ${text}`, text: answerTo(text), delivery: 'sent' } as const;
  return [line, { ...line, ...reply, direction: 'out', author: 'agent' }];
}

/** Breaks one thing. */
type Damage = (records: Changeable) => unknown;

const cases: readonly (readonly [string, Fault['type'], Damage])[] = [
  ['a message is not in the thread', 'lost', ({ thread }) => thread.splice(0, 2)],
  ['one is never handled', 'lost', ({ thread }) => (at(thread, 0).delivery = 'received')],
  ['one failed', 'lost', ({ thread }) => (at(thread, 0).delivery = 'failed')],
  ['one has no reply', 'lost', ({ thread }) => thread.splice(1, 1)],
  ['a reply is not sent', 'lost', ({ thread }) => (at(thread, 1).delivery = 'unknown')],
  ['a reply is to something else', 'lost', ({ thread }) => (at(thread, 1).text = 'No')],
  ['a reply never came to the service', 'lost', ({ sends }) => sends.pop()],
  ['one is not marked as read', 'lost', ({ readIds }) => readIds.clear()],
  ['two share a turn', 'lost', ({ thread }) => (at(thread, 2).turnId = 'turn of one')],
  ['one is gone that the desk took on', 'lost', ({ thread }) => thread.splice(-2, 2)],
  ['one is kept twice', 'doubled', ({ thread }) => thread.push(at(thread, 0))],
  ['a turn has two replies', 'doubled', ({ thread }) => thread.push(at(thread, 1))],
  ['a reply is there twice', 'doubled', ({ sends }) => sends.push(at(sends, 2))],
  ['a key is used twice', 'doubled', ({ sends }) => (at(sends, 0).idempotencyKey = 'key of two')],
  [
    'somebody is answered who must not be',
    'doubled',
    ({ said }) => (at(said, 0).expect = 'silence'),
  ],
  ['one was said by nobody', 'doubled', ({ said }) => said.pop()],
  ['one has another place', 'disordered', ({ thread }) => thread.push(...thread.splice(0, 1))],
  ['a reply has another place', 'disordered', ({ thread }) => thread.push(...thread.splice(1, 1))],
  ['a send has another place', 'disordered', ({ sends }) => sends.push(...sends.splice(0, 1))],
];

describe('the verdict', () => {
  test('finds nothing where everything is well', () => {
    expect(judge(allWell())).toEqual([]);
  });

  test.each(cases)('notices that %s', (_name, type, damage) => {
    const records = allWell();
    damage(records);
    expect(judge(records).map((fault) => fault.type)).toContain(type);
  });

  test('excuses what the desk refused and what one digest answers', () => {
    const records = allWell();
    at(records.said, 3).taken = false;
    records.thread.splice(-2, 2);
    const [one, reply, two] = records.thread;
    if (one && two) one.turnId = two.turnId;
    for (const said of records.said) said.mayBeDigested = true;
    records.thread = records.thread.filter((line) => line !== reply);
    records.sends = records.sends.filter(({ transcript }) => transcript !== reply?.text);
    expect(judge(records)).toEqual([]);
  });
});

function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error(`nothing at ${index}`);
  return found;
}
