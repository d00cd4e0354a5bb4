import { expect, test } from 'vitest';
import { TextMessages } from '../../../../main/call/away/text-messages.ts';
import type { TextMessage } from '../../../../main/call/away/ports.ts';
import { ThreadWindow } from '../../../../main/agent/memory/thread-window.ts';
import { recentMessages } from '../../../../main/store/message.ts';
import { friend, openAwayScene, own, startAt } from './away-scene.ts';

const { signal } = new AbortController();

function text(id: string, atMs: number | null, more: Partial<TextMessage> = {}): TextMessage {
  const at = atMs === null ? null : startAt + atMs;
  return { id, from: friend, to: own, text: `Text ${id}`, at, ...more };
}

function openTexts(before?: Parameters<typeof openAwayScene>[0]) {
  const scene = openAwayScene(before);
  return { ...scene, texts: new TextMessages(scene.deps) };
}

test('a text to our number is a line of its sender, once', async () => {
  const { texts, told, kept } = openTexts();
  await texts.take(text('a', null));
  await texts.take(text('a', 0));
  expect(told).toMatchObject([
    {
      ...{ channel: 'sms', direction: 'in', author: friend, text: 'Text a', at: startAt },
      ...{ principal: 'trusted', delivery: 'handled', conversationId: friend, callId: null },
    },
  ]);
  expect(kept()).toHaveLength(1);
});

test('a text is in the past of later turns: of the owner’s, and of whoever wrote it', async () => {
  const { texts, db } = openTexts();
  await texts.take(text('a', 0));
  const window = new ThreadWindow();
  await window.load({ recentMessages: (query) => Promise.resolve(recentMessages(db, query)) });
  for (const query of [{}, { author: friend }]) {
    const all = { conversationId: null, limit: 10, ...query };
    const [kept, atHand] = [recentMessages(db, all), await window.recentMessages(all)];
    expect([kept, atHand].map((lines) => lines.map((line) => line.text))).toEqual([
      ['Text a'],
      ['Text a'],
    ]);
  }
});

test('a text to another number of the account is nobody’s business', async () => {
  const { texts, told, kept } = openTexts();
  await texts.take(text('a', 0, { to: '+12025550100' }));
  expect([told, kept()]).toEqual([[], []]);
});

test('what came while nobody listened is read, in order, and not told again', async () => {
  const { texts, told, history, db } = openTexts();
  history.texts.push(text('old', -1000));
  await texts.look(signal);
  history.texts.push(text('a', 1000), text('b', 2000));
  await texts.take(text('b', 2000));
  await texts.look(signal);
  const next = openTexts({ db, history });
  history.texts.push(text('c', 3000));
  await next.texts.look(signal);
  expect(told.map(({ text: words }) => words)).toEqual(['Text b', 'Text a']);
  expect(next.told.map(({ text: words }) => words)).toEqual(['Text c']);
});
