import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { beginTurn, followTurn } from '../../../main/call/endpointing.ts';
import type { CallerTurn, SpeechSign } from '../../../main/call/endpointing.ts';
import { endingOf } from '../../../main/call/endpointing/ending.ts';
import { wordsOf } from '../../../main/call/spoken-words.ts';
import { ended, final, interim, started, usual } from '../../fixtures/call/endpointing/timing.ts';

function follow(signs: readonly SpeechSign[], from: CallerTurn = beginTurn()): CallerTurn {
  return signs.reduce((turn, sign) => followTurn(turn, sign, usual), from);
}

describe('a turn after one that is over', () => {
  test('does not take the late final of what its interim text had told', () => {
    const over = follow([started(0), interim(400, 'cancel my order'), ended(1000)]);
    const late = follow([final(4200, 'Cancel my order.')], beginTurn(over));
    expect(late).toMatchObject({ deadlineAt: null, text: '' });
  });

  test('does not take it either when the interim text had misheard a word', () => {
    const over = follow([started(0), interim(400, 'cancel my older now'), ended(1000)]);
    expect(follow([final(4200, 'Cancel my order now.')], beginTurn(over)).text).toBe('');
  });

  test('takes what a late final says beyond the interim text', () => {
    const over = follow([started(0), interim(400, 'cancel my'), ended(1000)]);
    expect(follow([final(4200, 'Cancel my order now.')], beginTurn(over)).text).toBe('order now.');
  });

  test('goes on from words that were taken before the events came back', () => {
    const over = follow([started(0), interim(400, 'cancel my')]);
    const signs = [interim(4000, 'cancel my order'), ended(4500), final(4800, 'Cancel my order.')];
    expect(follow(signs.slice(0, 1), beginTurn(over)).text).toBe('order');
    expect(follow(signs, beginTurn(over)).text).toBe('order.');
  });

  test('takes the same words when the caller has begun to speak again', () => {
    const over = follow([started(0), interim(400, 'yes'), ended(1000)]);
    const again = follow([started(5000), ended(5400), final(5500, 'Yes.')], beginTurn(over));
    expect(again.text).toBe('Yes.');
  });

  test('does not take a copy of the last final', () => {
    const over = follow([final(1000, 'Hello there.')]);
    expect(follow([final(1400, 'Hello there.')], beginTurn(over)).text).toBe('');
  });
});

test('a final long after a noise is not taken for the words of that noise', () => {
  const turn = follow([started(0), ended(300), final(20_000, 'and the')]);
  expect(turn.deadlineAt).toBe(21_500);
});

describe('the ending of a text', () => {
  test.each([
    ["It's number one.", 'number'],
    ['I was born on May 5, 1980', 'number'],
    ['I want a double.', 'finished'],
    ["I'd like that one.", 'finished'],
    ['yes sure thank you', 'finished'],
    ['yes sure but', 'unfinished'],
    ['Vitamin A.', 'finished'],
    ['my name is', 'unfinished'],
    ['My flight is LH 454.', 'number'],
    ['anna at gmail dot com', 'number'],
    ['...', 'empty'],
  ])('%s', (text, ending) => {
    expect(endingOf(text, 'en-US')).toBe(ending);
  });
});

describe('a transcription', () => {
  const plain = [
    'i need a taxi',
    'to the main station',
    'it is for two people',
    'we have big bags',
  ];

  test('that never writes a mark is soon known as such', () => {
    const signs = plain.map((text, place) => final(place * 700, text));
    const wait = (turn: CallerTurn, at: number) => (turn.deadlineAt ?? Infinity) - at;
    expect(wait(follow(signs.slice(0, 1)), 0)).toBe(900);
    expect(wait(follow(signs), 2100)).toBe(700);
  });

  test('is remembered over turns', () => {
    const over = follow(plain.map((text, place) => final(place * 700, text)));
    expect(follow([final(9000, 'and a big car please')], beginTurn(over)).deadlineAt).toBe(9700);
  });
});

describe('any signs in any order', () => {
  const text = fc.constantFrom(
    'Yes.',
    'no',
    'I need a taxi.',
    'and',
    '415',
    ' ',
    'えーと',
    'um, so',
  );
  const kind = fc.constantFrom('speech-started', 'speech-ended', 'interim', 'final');
  const signs = fc
    .array(fc.record({ type: kind, text, after: fc.nat(2000) }), { maxLength: 40 })
    .map((steps) => {
      let at = 0;
      return steps.map(({ type, text: said, after }): SpeechSign => {
        at += after;
        return type === 'interim' || type === 'final' ? { at, type, text: said } : { at, type };
      });
    });

  test('lead to an end within twice the longest wait, or to no words', () => {
    fc.assert(
      fc.property(signs, (list) => {
        const turn = follow(list);
        const last = list.at(-1)?.at ?? 0;
        expect(turn.deadlineAt === null).toBe(turn.text === '');
        expect(turn.deadlineAt ?? 0).toBeLessThanOrEqual(last + 2 * usual.maxMs);
      }),
    );
  });

  test('never put the end before the last sign that changed anything', () => {
    fc.assert(
      fc.property(signs, (list) => {
        let turn = beginTurn();
        for (const sign of list) {
          const next = followTurn(turn, sign, usual);
          const changed = next !== turn;
          expect(changed && (next.deadlineAt ?? Infinity) < sign.at).toBe(false);
          turn = next;
        }
      }),
    );
  });

  test('keep every word of every final that is no copy', () => {
    const finals = fc.uniqueArray(fc.stringMatching(/^[a-z]{3,9}$/u), { maxLength: 12 });
    fc.assert(
      fc.property(finals, (words) => {
        const turn = follow(words.map((word, place) => final(place * 100, word)));
        expect(wordsOf(turn.text)).toEqual(words);
      }),
    );
  });
});
