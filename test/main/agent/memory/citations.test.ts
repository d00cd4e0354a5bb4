import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CitationWriter, labelOf, markOf } from '../../../../main/agent/memory/citations.ts';
import type { Channel } from '../../../../shared/thread.ts';
import { citedMessage, withoutCitationLinks } from '../../../../shared/citations.ts';

const known = new Map([
  ['a1b2c3', { mark: 'a1b2c3', messageId: 'm-1', label: 'Anna, 12 Nov' }],
  ['d4e5f6', { mark: 'd4e5f6', messageId: 'm-2', label: 'Bob, 13 Nov' }],
]);

function written(chunks: readonly string[], channel: Channel = 'carbonvoice'): string {
  const writer = new CitationWriter(known, channel);
  return chunks.map((chunk) => writer.push(chunk)).join('') + writer.end();
}

test('a mark becomes a link at the desk, its label by message, and nothing on a call', () => {
  const said = ['She is late [^a1b2c3]. Call her.'];

  expect(written(said, 'desktop')).toBe(
    'She is late [Anna, 12 Nov](adjutant:message/m-1). Call her.',
  );
  expect(written(said, 'sms')).toBe('She is late (Anna, 12 Nov). Call her.');
  expect(written(said, 'phone')).toBe('She is late. Call her.');
});

test.each([
  ['an invented mark', 'Yes [^zzz999].', 'Yes.'],
  ['two together', 'Yes.[^a1b2c3][^d4e5f6]', 'Yes. (Anna, 12 Nov) (Bob, 13 Nov)'],
  ['capitals', 'Yes [^A1B2C3]', 'Yes (Anna, 12 Nov)'],
  ['other brackets', 'a[0] [x](y) [^ ] [^a1b2c3', 'a[0] [x](y) [^ ] [^a1b2c3'],
  ['a mark alone', '[^a1b2c3]', '(Anna, 12 Nov)'],
  ['one that is far too long', `[^${'a'.repeat(40)}]`, `[^${'a'.repeat(40)}]`],
])('%s: %s', (_, said, told) => {
  expect(written([said])).toBe(told);
});

test('a mark that is not told makes no new one of what stands around it', () => {
  const said = '[[^a1b2c3]^d4e5f6]';

  expect(written(said.split(''), 'phone')).toBe(written([said], 'phone'));
});

test('it makes no difference where the stream is cut', () => {
  const pieces = fc.constantFrom(
    '[',
    '^',
    ']',
    'a1b2c3',
    'd4e5f6',
    ' ',
    '. ',
    'x',
    '[^a1b2c3]',
    '  ',
  );
  fc.assert(
    fc.property(
      fc.array(pieces, { maxLength: 12 }),
      fc.constantFrom<Channel>('phone', 'desktop'),
      (parts, channel) => {
        const text = parts.join('');
        const whole = written([text], channel);
        expect(written(text.split(''), channel)).toBe(whole);
      },
    ),
    { examples: [[['[^a1b2c3]', ' ', '[^a1b2c3]'], 'phone']] },
  );
});

test('the end of a sentence is never held back: a call speaks it then', () => {
  const writer = new CitationWriter(known, 'phone');

  expect(writer.push('It is late. ')).toBe('It is late. ');
  expect(writer.push('And')).toBe('And');
});

describe('a citation', () => {
  test('has a label that means nothing in Markdown, whatever somebody is called', () => {
    expect(labelOf('An](javascript:x)na `*_|#<b>', '12 Nov')).toBe('An javascript:x na b, 12 Nov');
    expect(labelOf('x'.repeat(99), '12 Nov')).toBe(`${'x'.repeat(40)}, 12 Nov`);
  });

  test('has the same short mark whenever its message is found', () => {
    expect(markOf('0F1c2d3e-aaaa-bbbb-cccc-1234567890AB')).toBe('7890ab');
  });

  test('leads to its message and nowhere else', () => {
    expect(citedMessage('adjutant:message/m%2F1')).toBe('m/1');
    expect(
      ['https://x/adjutant:message/1', 'adjutant:message/', undefined].map(citedMessage),
    ).toEqual([null, null, null]);
  });

  test('is plain where nothing can be followed', () => {
    expect(withoutCitationLinks('A [Anna, 12 Nov](adjutant:message/m-1), [b](https://x).')).toBe(
      'A (Anna, 12 Nov), [b](https://x).',
    );
  });
});
