import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maxSayBytes, speakable } from '../../../main/call/speakable.ts';

describe('markup', () => {
  test.each([
    ['headings and emphasis', '# Hello **World**', 'Hello World.'],
    ['a bullet list', '- one\n- two *items*\n- three!', 'one. two items. three!'],
    ['a numbered list', '1. Call them.\n2. Send it', '1, Call them. 2, Send it.'],
    ['a task list', '- [ ] Buy milk\n- [x] Call', 'Buy milk. Call.'],
    ['a table', '| Name | Due |\n|---|:-:|\n| Lee | Friday |', 'Name, Due. Lee, Friday.'],
    ['a link with a text', 'See [the page](https://example.com/a_b?x=1).', 'See the page.'],
    ['an image', '![a red door](https://example.com/d.png)', 'a red door'],
    ['a bare link', 'Go to https://www.example.com/help.', 'Go to example dot com slash help.'],
    ['a long link', 'https://example.com/a/b/c/d/e/f/g/h/i/j/k/l?x=y', 'example dot com'],
    ['an e-mail address', 'Write sam.lee@example.com.', 'Write sam dot lee at example dot com.'],
    ['a code fence', 'Run this:\n```sh\nrm -rf x\n```\nDone.', 'Run this: Done.'],
    ['inline code', 'Use `npm install` now.', 'Use npm install now.'],
    ['a block quote', '> Be brief.\n\nAgreed.', 'Be brief. Agreed.'],
    ['a rule', 'One.\n\n---\n\nTwo.', 'One. Two.'],
    ['paragraphs without marks', 'First\n\nSecond', 'First. Second'],
    ['tags and entities', '<b>Salt</b> &amp; pepper<br>now <!-- no -->', 'Salt and pepper now'],
    ['script', 'Hi<script>alert("x")</script>', 'Hi'],
    ['a name with underscores', 'the snake_case_name', 'the snake_case_name'],
    ['a wrapped line', 'one two\nthree', 'one two three'],
    ['a footnote', 'True[^1].', 'True.'],
    ['escaped marks', String.raw`5 \* 3 and \[x\]`, '5 times 3 and [x]'],
  ])('of %s is not heard', (_, text, spoken) => {
    expect(speakable(text, 'en-US')).toBe(spoken);
  });

  test('alone is nothing to say', () => {
    expect(speakable('---', 'en-US')).toBe('');
    expect(speakable('```js\nfoo()\n```', 'en-US')).toBe('');
    expect(speakable(' 🎉 ** ', 'en-US')).toBe('');
  });

  test('is told from text that goes on from a piece before', () => {
    expect(speakable('- 5 degrees', 'en-US', { midLine: true, fenced: false })).toBe('- 5 degrees');
    expect(speakable('foo()\n```\nThen.', 'en-US', { midLine: false, fenced: true })).toBe('Then.');
  });
});

describe('characters', () => {
  test.each([
    ['emoji', 'Great! 🎉👍🏽 Done ✅.', 'Great! Done.'],
    ['families, flags and key caps', 'A 👨‍👩‍👧 B 🇩🇪 C 1️⃣ D', 'A B C D'],
    ['bidirectional marks', 'a\u202Eb\u2066c\u2069', 'abc'],
    ['zero-width characters', 'wo\u200Brd\uFEFF\u2060', 'word'],
    ['control characters', 'one\u0007two\u0000', 'one two'],
    ['lone surrogates', 'a\uD83Db', 'ab'],
  ])('a voice cannot say are dropped: %s', (_, text, spoken) => {
    expect(speakable(text, 'en-US')).toBe(spoken);
  });

  test('that joiners shape stay in the words of their scripts', () => {
    expect(speakable('می‌خواهم', 'fa-IR')).toBe('می‌خواهم');
  });
});

describe('other languages', () => {
  test.each([
    ['de-DE', '**Um 14:30** kostet es 3,50 € (ca. 5 %).', 'Um 14:30 kostet es 3,50 € (ca. 5 %).'],
    ['ja-JP', '明日の**予約**です。🎉', '明日の予約です。'],
    ['es-ES', '¿Vale? Vea https://example.com/x.', '¿Vale? Vea example.com.'],
    ['ar-SA', '# مرحبا', 'مرحبا.'],
    ['ko-KR', '- 하나\n- 둘', '하나. 둘.'],
  ])('lose the markup and nothing else: %s', (language, text, spoken) => {
    expect(speakable(text, language)).toBe(spoken);
  });
});

describe('any text', () => {
  const noise = fc.string({ unit: 'binary', maxLength: 400 });
  const markup = fc
    .array(
      fc.constantFrom(
        '*',
        '_',
        '`',
        '#',
        '[',
        ']',
        '(',
        ')',
        '|',
        '\n',
        '- ',
        '1. ',
        'word',
        '<',
        '>',
        '$5',
        '-',
      ),
    )
    .map((parts) => parts.join(''));

  test('becomes one line without control, bidirectional or lone surrogate characters', () => {
    fc.assert(
      fc.property(fc.oneof(noise, markup), fc.constantFrom('en-US', 'de-DE'), (text, language) => {
        const spoken = speakable(text, language);
        expect(spoken).not.toMatch(/[\p{Cc}\p{Cs}\u{202A}-\u{202E}\u{2066}-\u{2069}]/u);
        expect(spoken).toBe(spoken.trim());
      }),
    );
  });

  test('of plain words is said as it is', () => {
    const plain = fc
      .array(fc.stringMatching(/^[a-z]{2,8}$/u), { minLength: 1, maxLength: 20 })
      .map((words) => `${words.join(' ')}.`)
      .filter((text) => !/\b(?:ave|dept|appt|approx|vs|etc|blvd)\b/u.test(text));
    fc.assert(
      fc.property(plain, (text) => {
        expect(speakable(text, 'en-US')).toBe(text);
      }),
    );
  });

  test('that is hostile takes no long time', () => {
    const hostile = [
      '[',
      '](',
      '<a',
      '*',
      '`',
      '|',
      '1-',
      '$1',
      '+1 ',
      'a@',
      '((',
      '<!--',
      '![',
      '\u200D',
      '-',
    ].map((part) => part.repeat(Math.floor(60_000 / part.length)));
    for (const text of hostile) {
      const from = performance.now();
      speakable(text, 'en-US');
      expect(performance.now() - from).toBeLessThan(3000);
    }
  });
});

test('the limit of the service is a number of bytes', () => {
  expect(maxSayBytes).toBe(5000);
});
