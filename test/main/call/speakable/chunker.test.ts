import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSpeechCutter } from '../../../../main/call/speakable.ts';
import type { SpeechCutterOptions } from '../../../../main/call/speakable.ts';

const raw: SpeechCutterOptions = { language: 'en-US', speak: (text) => text };

function cut(text: string, options: SpeechCutterOptions = raw, sizes: readonly number[] = [1]) {
  const chunker = createSpeechCutter(options);
  const pieces: string[] = [];
  for (let from = 0, turn = 0; from < text.length; turn += 1) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
    pieces.push(...chunker.push(text.slice(from, from + size)));
    from += size;
  }
  return [...pieces, ...chunker.end()];
}

/** Every sentence on its own, to see where sentences end. */
const sentences: SpeechCutterOptions = { ...raw, targetChars: 1, firstClauseChars: 1000 };

function sentencesOf(text: string): readonly string[] {
  return cut(text, sentences).map((piece) => piece.trim());
}

describe('sentences', () => {
  test.each([
    ['Ask Dr. Smith. He knows.', ['Ask Dr. Smith.', 'He knows.']],
    ['It is 3.5 km. Not far.', ['It is 3.5 km.', 'Not far.']],
    ['Fruit, e.g. apples. Or i.e. this.', ['Fruit, e.g. apples.', 'Or i.e. this.']],
    ['The U.S. office is open. Good.', ['The U.S. office is open.', 'Good.']],
    ['J. R. Smith called. Twice.', ['J. R. Smith called.', 'Twice.']],
    ['See example.com/a.b?c=d. Then call.', ['See example.com/a.b?c=d.', 'Then call.']],
    ['He said "Stop." Then he left.', ['He said "Stop."', 'Then he left.']],
    ['**Done.** Next one.', ['**Done.**', 'Next one.']],
    ['Really?! Yes. (Of course.) Well.', ['Really?!', 'Yes.', '(Of course.)', 'Well.']],
    ['Well... I think so. Yes.', ['Well... I think so.', 'Yes.']],
    ['Hm… maybe. Yes.', ['Hm… maybe.', 'Yes.']],
    ['No. I will not. No. 5 is out.', ['No.', 'I will not.', 'No. 5 is out.']],
    ['It was me and I. Then you.', ['It was me and I.', 'Then you.']],
    ['Use `a. b. c` here. Ok.', ['Use `a. b. c` here.', 'Ok.']],
    [
      'See [a. b](https://x.example/y. z) now. Ok.',
      ['See [a. b](https://x.example/y. z) now.', 'Ok.'],
    ],
    ['明日です。「はい。」では！次？', ['明日です。', '「はい。」', 'では！', '次？']],
    ['متى تفتحون؟ غدا. نعم.', ['متى تفتحون؟', 'غدا.', 'نعم.']],
    ['मैं आता हूँ। ठीक है।', ['मैं आता हूँ।', 'ठीक है।']],
    ['1. Call. Now.\n2. Write.', ['1. Call. Now.', '2. Write.']],
    ['- a. b\n- c\n\nEnd. Ok.', ['- a. b', '- c', 'End.', 'Ok.']],
    ['| a. b | c |\n|---|---|\n| d. e | f |', ['| a. b | c |', '|---|---|\n| d. e | f |']],
    ['Run:\n```\na. b.\n\nc. d.\n```\nOk. Bye.', ['Run:', '```\na. b.\n\nc. d.\n```\nOk.', 'Bye.']],
  ])('of %j end where they end', (text, expected) => {
    expect(sentencesOf(text)).toEqual(expected);
  });
});

describe('a reply', () => {
  test('begins with its first sentence as soon as that is over', () => {
    const chunker = createSpeechCutter(raw);
    expect(chunker.push('Sure')).toEqual([]);
    expect(chunker.push('.')).toEqual([]);
    expect(chunker.push(' Let')).toEqual(['Sure.']);
  });

  test('begins with its first clause when the sentence is long', () => {
    const text = 'You have two meetings tomorrow in the morning, one with the board and one more.';
    expect(cut(text)[0]).toBe('You have two meetings tomorrow in the morning,');
  });

  test('goes on in groups of sentences', () => {
    const sentence = 'This is a sentence of some length. ';
    const pieces = cut(sentence.repeat(12));
    expect(pieces.slice(1, -1).every((piece) => piece.length >= 60)).toBe(true);
    expect(pieces.length).toBeLessThan(7);
  });

  test('gives what is whole when the model pauses, and keeps what is not', () => {
    const chunker = createSpeechCutter({ language: 'en-US' });
    chunker.push('Sure. ');
    expect(chunker.push('Let me look. One mom')).toEqual([]);
    expect(chunker.release()).toEqual(['Let me look.']);
    expect(chunker.release()).toEqual([]);
    expect(chunker.push('ent please.')).toEqual([]);
    expect(chunker.end()).toEqual(['One moment please.']);
  });

  test('gives its only sentence when the model pauses after the full stop', () => {
    const chunker = createSpeechCutter(raw);
    expect(chunker.push('Let me look.')).toEqual([]);
    expect(chunker.release()).toEqual(['Let me look.']);
    expect(chunker.end()).toEqual([]);
  });

  test('is spoken without its markup, piece by piece', () => {
    const text = 'Sure! **Two things:**\n\n- Call Dr. Lee\n- Pay $5\n\n```\nx. y.\n```\nOk?';
    expect(cut(text, { language: 'en-US', targetChars: 1 })).toEqual([
      'Sure!',
      'Two things:',
      'Call Doctor Lee.',
      'Pay 5 dollars.',
      'Ok?',
    ]);
  });

  test('without any mark is cut between words', () => {
    const pieces = cut('word '.repeat(400));
    expect(pieces.every((piece) => piece.length <= 400 && /^(?:word ?)+$/u.test(piece))).toBe(true);
  });

  test('of one endless word is cut by bytes and never within a letter', () => {
    const family = '👨‍👩‍👧‍👦';
    const pieces = cut(family.repeat(600), { ...raw, maxChars: 10_000 }, [7]);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.every((piece) => piece.replaceAll(family, '') === '')).toBe(true);
  });

  test('whose speech is longer than its text keeps within the limit of bytes', () => {
    const pieces = cut('이것은 문장입니다. '.repeat(20), {
      language: 'ko-KR',
      maxBytes: 200,
      speak: (text) => text.repeat(3),
    });
    expect(Math.max(...pieces.map((piece) => Buffer.byteLength(piece)))).toBeLessThanOrEqual(200);
  });
});

describe('any text in any deltas', () => {
  const part = fc.oneof(
    fc.constantFrom(
      '. ',
      '? ',
      '! ',
      ', ',
      '\n',
      '\n\n',
      '- ',
      '1. ',
      '| a | b |\n',
      '```\n',
      '`',
      '…',
    ),
    fc.constantFrom(
      'Dr.',
      'e.g.',
      'No.',
      '3.5',
      '。',
      '؟',
      '।',
      '👨‍👩‍👧',
      'e\u0301',
      '[x](y. z)',
      '"',
      ')',
    ),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.lorem({ maxCount: 8 }),
  );
  const texts = fc.array(part, { maxLength: 60 }).map((parts) => parts.join(''));
  const sizes = fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 8 });
  const small: SpeechCutterOptions = { ...raw, maxBytes: 64, maxChars: 48, targetChars: 30 };

  test('is never lost, doubled or reordered', () => {
    fc.assert(
      fc.property(texts, sizes, fc.constantFrom(raw, small, sentences), (text, deltas, options) => {
        // A raw piece of nothing but white space is said as nothing, as it has to be.
        expect(cut(text, options, deltas).join('')).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  test('is cut alike', () => {
    fc.assert(
      fc.property(texts, sizes, fc.constantFrom(raw, small, sentences), (text, deltas, options) => {
        expect(cut(text, options, deltas)).toEqual(cut(text, options, [text.length]));
      }),
      { numRuns: 300 },
    );
  });

  test('keeps within the limit of bytes and between letters', () => {
    const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
    fc.assert(
      fc.property(texts, sizes, (text, deltas) => {
        const ends = new Set(
          [...graphemes.segment(text)].map(({ index }) => index).concat(text.length),
        );
        let at = 0;
        for (const piece of cut(text, small, deltas)) {
          at += piece.length;
          expect(Buffer.byteLength(piece)).toBeLessThanOrEqual(64);
          expect(ends).toContain(at);
        }
      }),
      { numRuns: 300 },
    );
  });
});
