import { expect, test } from 'vitest';
import { answerMs, figuresOf, spansOf } from '../../renderer/views/turn-figures.ts';
import type { Turn } from '../../shared/turns.ts';

function turn(change: Partial<Turn> = {}): Turn {
  return {
    ...{ turnId: 't', channel: 'phone', callId: null, receivedAt: 100, transcriptAt: 150 },
    ...{ modelAskedAt: 160, firstTokenAt: 700, firstSentenceAt: null, firstSentAt: 900 },
    ...{ doneAt: 1500, interruptedAt: null, ...change },
  };
}

test('the parts of a turn follow each other, over stages that did not happen', () => {
  expect(spansOf(turn()).map(({ to, startMs, ms }) => [to, startMs, ms])).toEqual([
    ['transcriptAt', 0, 50],
    ['modelAskedAt', 50, 10],
    ['firstTokenAt', 60, 540],
    ['firstSentAt', 600, 200],
    ['doneAt', 800, 600],
  ]);
  expect(spansOf(turn({ receivedAt: 5, transcriptAt: null }))[0]).toMatchObject({ ms: 155 });
});

test('an answer is timed from the known words to the first words out', () => {
  expect(answerMs(turn())).toBe(750);
  expect(answerMs(turn({ transcriptAt: null }))).toBe(800);
  expect(answerMs(turn({ firstSentAt: null }))).toBeNull();
});

test('half of the answers are within p50, and nineteen of twenty within p95', () => {
  const turns = Array.from({ length: 20 }, (_, index) =>
    turn({ transcriptAt: 0, firstSentAt: (index + 1) * 100 }),
  );
  const unanswered = turn({ channel: 'desktop', firstSentAt: null });
  expect(figuresOf([...turns, unanswered])).toEqual([
    { channel: 'phone', count: 20, p50: 1000, p95: 1900 },
  ]);
});
