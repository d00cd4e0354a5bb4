import { expect, test } from 'vitest';
import { createSpeechCutter } from '../../../main/call/speakable.ts';
import { ReadAloud } from '../../../main/voice/read-aloud.ts';
import type { ReadingNews } from '../../../main/voice/read-aloud.ts';
import { Reading } from '../../../main/voice/reading.ts';
import type { Sound } from '../../../main/voice/reading.ts';
import type { ReadAloudWay } from '../../../shared/talk.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const first = 'The tea is ready, and the cake is on the table by the window. ';
const second =
  'Your train leaves at the usual time, so there is half an hour to enjoy both of them. ';

function open({
  way = 'always',
  speaks = true,
}: { readonly way?: ReadAloudWay; readonly speaks?: boolean } = {}) {
  const clock = new FakeClock();
  const asked: string[] = [];
  const aborted: string[] = [];
  let isListening = false;
  let answer: (text: string) => Promise<Sound> = (text) =>
    Promise.resolve({ bytes: Buffer.from(text), mediaType: 'audio/wav' });
  const speak = (text: string, signal: AbortSignal): Promise<Sound> => {
    asked.push(text);
    signal.addEventListener('abort', () => void aborted.push(text));
    return answer(text);
  };
  const readAloud = new ReadAloud({
    way,
    isListening: () => isListening,
    open: () =>
      new Reading({
        ...{ cutter: createSpeechCutter({ language: 'en' }), language: 'en', clock },
        speak: speaks ? speak : null,
      }),
  });
  const news: ReadingNews[] = [];
  readAloud.news.on((one) => void news.push(one));
  return {
    ...{ clock, asked, aborted, news, readAloud },
    answerWith: (next: typeof answer) => void (answer = next),
    listen: () => void (isListening = true),
  };
}

const typed = { pageId: 'page', spoken: false };

test('reads sentence by sentence while the answer is being written, and ends with it', async () => {
  const { readAloud, asked, news } = open();
  readAloud.wish('question', typed);
  readAloud.begin('question', 'answer');
  expect(news).toEqual([
    { name: 'talk:reading', payload: { pageId: 'page', readingId: 'answer' } },
  ]);
  const waiting = readAloud.next('answer', 0);
  readAloud.grow('answer', first);
  readAloud.grow('answer', second);
  const piece = await waiting;
  expect(piece).toMatchObject({ type: 'sound', mediaType: 'audio/wav' });
  expect(asked).toEqual([first.trim()]);
  readAloud.finish('question', 'answer', `${first}${second}That is all.`);
  const rest: string[] = [];
  for (let at = 1; (await readAloud.next('answer', at)).type !== 'end'; at += 1) {
    rest.push(asked.at(-1) ?? '');
  }
  expect(rest.join(' ')).toBe(`${second}That is all.`);
  expect(await readAloud.next('answer', 0)).toEqual({ type: 'end' });
});

test('gives a piece that was lost on its way again without having it spoken again', async () => {
  const { readAloud, asked } = open();
  readAloud.wish('question', typed);
  readAloud.begin('question', 'answer');
  readAloud.finish('question', 'answer', first);
  expect(await readAloud.next('answer', 0)).toEqual(await readAloud.next('answer', 0));
  expect(asked).toHaveLength(1);
});

test('says what is whole when a tool takes its time', async () => {
  const { readAloud, asked } = open();
  readAloud.wish('question', typed);
  readAloud.begin('question', 'answer');
  readAloud.grow('answer', 'Let me look.');
  readAloud.pause('answer');
  await readAloud.next('answer', 0);
  expect(asked).toEqual(['Let me look.']);
});

test('is silent at once when the owner talks: nothing more is fetched, what is under way is given up', async () => {
  const { readAloud, asked, aborted, news, answerWith } = open();
  answerWith(() => new Promise(() => {}));
  readAloud.wish('question', typed);
  readAloud.begin('question', 'answer');
  readAloud.grow('answer', first + second);
  const [under, waiting] = [readAloud.next('answer', 0), readAloud.next('answer', 9)];
  readAloud.hush();
  expect(await waiting).toEqual({ type: 'end' });
  expect(aborted).toEqual([first.trim()]);
  expect(news.at(-1)).toEqual({ name: 'talk:hushed', payload: {} });
  readAloud.grow('answer', second);
  expect(await readAloud.next('answer', 1)).toEqual({ type: 'end' });
  expect(asked).toHaveLength(1);
  void under;
});

test('begins nothing while somebody talks', () => {
  const { readAloud, news, listen } = open();
  listen();
  readAloud.wish('question', typed);
  readAloud.begin('question', 'answer');
  expect(news).toEqual([]);
});

test.each([
  ['off', true, 0],
  ['spoken', false, 0],
  ['spoken', true, 1],
  ['always', false, 1],
] as const)('with %s and spoken=%s it begins %d times', (way, spoken, times) => {
  const { readAloud, news } = open({ way });
  readAloud.wish('question', { pageId: 'page', spoken });
  readAloud.begin('question', 'answer');
  readAloud.begin('another', 'other');
  expect(news).toHaveLength(times);
});

test('an answer that is written anew is read anew', async () => {
  const { readAloud, news } = open();
  readAloud.wish('question', typed);
  readAloud.begin('question', 'one');
  readAloud.stop('one');
  expect(await readAloud.next('one', 0)).toEqual({ type: 'end' });
  readAloud.begin('question', 'two');
  expect(news).toHaveLength(2);
});

test('when nobody is there to hear, answers that are still to come are not read either', async () => {
  const { readAloud, news } = open();
  readAloud.wish('question', typed);
  readAloud.hush();
  readAloud.begin('question', 'after a press');
  expect(news.at(-1)).toMatchObject({ name: 'talk:reading' });
  readAloud.halt();
  expect(news.at(-1)).toMatchObject({ name: 'talk:hushed' });
  readAloud.begin('question', 'after a sleep');
  expect(news.at(-1)).toMatchObject({ name: 'talk:hushed' });
});

test('without a service the page gets the words', async () => {
  const { readAloud } = open({ speaks: false });
  readAloud.wish('question', typed);
  readAloud.begin('question', 'answer');
  readAloud.finish('question', 'answer', '**Four** it is.');
  expect(await readAloud.next('answer', 0)).toEqual({
    ...{ type: 'words', text: 'Four it is.', language: 'en' },
  });
});

test('a page hears in time that it has to ask again', async () => {
  const { readAloud, clock } = open();
  readAloud.wish('question', typed);
  readAloud.begin('question', 'answer');
  const asked = readAloud.next('answer', 0);
  clock.advance(15_000);
  expect(await asked).toEqual({ type: 'wait' });
  expect(clock.pending).toBe(0);
});

test('a failure is told for its piece', async () => {
  const { readAloud, answerWith } = open();
  answerWith(() => Promise.reject(new Error('no sound')));
  readAloud.wish('question', typed);
  readAloud.begin('question', 'answer');
  readAloud.finish('question', 'answer', first);
  await expect(readAloud.next('answer', 0)).rejects.toThrow('no sound');
});
