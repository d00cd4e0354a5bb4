import { expect, test } from 'vitest';
import { TalkFloor } from '../../../main/voice/talk-floor.ts';
import type { TalkNews } from '../../../main/voice/talk-floor.ts';
import { listeningLapsesMs } from '../../../shared/talk.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

function open() {
  const clock = new FakeClock();
  const floor = new TalkFloor(clock);
  const news: TalkNews[] = [];
  const listening: boolean[] = [];
  floor.news.on((one) => void news.push(one));
  floor.changed.on((now) => void listening.push(now));
  return { clock, floor, news, listening };
}

test('gives a press to the page that was looked at last, once', () => {
  const { floor, news } = open();
  floor.here('a');
  floor.here('b');
  floor.press();
  expect(news).toEqual([{ name: 'talk:pressed', payload: { pageId: 'b' } }]);
  expect([floor.take('a'), floor.take('b'), floor.take('b')]).toEqual([null, 'talk', null]);
});

test('gives a press to another page when the one that was looked at last is gone', () => {
  const { clock, floor, news } = open();
  floor.here('gone');
  floor.press();
  clock.advance(400);
  expect(news.at(-1)?.payload).toEqual({ pageId: null });
  expect([floor.take('a'), floor.take('b')]).toEqual(['talk', null]);
});

test('keeps a press for a page that is still opening, and then forgets it', () => {
  const { clock, floor } = open();
  floor.press();
  clock.advance(9000);
  expect(floor.take('late')).toBe('talk');
  floor.press('listen');
  expect(floor.take('late')).toBe('listen');
  floor.press();
  clock.advance(10_000);
  expect(floor.take('too late')).toBe(null);
  expect(clock.pending).toBe(0);
});

test('lets one page listen at a time, and a press go to the one that does', () => {
  const { floor, listening, news } = open();
  floor.here('a');
  expect(floor.listen('a', true)).toBe(true);
  floor.here('b');
  expect(floor.listen('b', true)).toBe(false);
  floor.press();
  expect(news.at(-1)?.payload).toEqual({ pageId: 'a' });
  expect(floor.listen('b', false)).toBe(false);
  expect(floor.listen('a', false)).toBe(true);
  expect(floor.listen('b', true)).toBe(true);
  expect(listening).toEqual([true, false, true]);
});

test('takes a page that says nothing more for gone', () => {
  const { clock, floor, listening } = open();
  floor.listen('a', true);
  clock.advance(listeningLapsesMs - 1);
  floor.listen('a', true);
  clock.advance(listeningLapsesMs - 1);
  expect(floor.listening).toBe(true);
  clock.advance(1);
  expect(listening).toEqual([true, false]);
  expect(floor.listen('b', true)).toBe(true);
});

test('tells every page to stop when nobody sees the machine', () => {
  const { clock, floor, news } = open();
  floor.listen('a', true);
  floor.press();
  floor.halt();
  expect(news.at(-1)).toEqual({ name: 'talk:halted', payload: {} });
  expect([floor.listening, floor.take('a'), clock.pending]).toEqual([false, null, 0]);
  floor.close();
  floor.close();
});
