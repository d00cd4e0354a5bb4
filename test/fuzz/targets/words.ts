import { readYesNo } from '../../../main/agent/actions/yes-no.ts';
import { readSentence } from '../../../main/agent/english/sentences.ts';
import { findTimes } from '../../../main/agent/english/times.ts';
import { findRepeat } from '../../../main/agent/english/repeats.ts';
import { fence, maxFencedChars } from '../../../main/agent/fence.ts';
import { CitationWriter } from '../../../main/agent/memory/citations.ts';
import { plainText } from '../../../main/agent/memory/plain-text.ts';
import { readTime } from '../../../main/agent/planning/read-time.ts';
import { cleanLine, cleanText } from '../../../main/base/clean-text.ts';
import { divide } from '../../../main/base/divide.ts';
import { safeFileName } from '../../../main/base/file-names.ts';
import { parseCallTarget } from '../../../main/call/call-target.ts';
import { createSpeechCutter, maxSayBytes, speakable } from '../../../main/call/speakable.ts';
import { exactWords as readOut } from '../../../main/call/step-up/exact-words.ts';
import { PinEar } from '../../../main/call/step-up/pin-ear.ts';
import { classify } from '../../../main/call/stop-words.ts';
import { toTerms } from '../../../main/store/search-terms.ts';
import { verdictOf } from '../../../main/thread/approvals/verdict.ts';
import {
  beginningOf,
  exactWords,
  isTame,
  safeName,
  safeWords,
  trueHost,
} from '../../../renderer/safe-text.ts';
import { splitAddresses } from '../../../renderer/thread/addresses.ts';
import { markdownBlocks } from '../../../renderer/thread/markdown-blocks.ts';
import { isPlainSentence } from '../../../renderer/thread/plain-sentence.ts';
import { RefusedError } from '../../../shared/errors.ts';
import { must } from '../target.ts';
import type { Target } from '../target.ts';

const here = { now: Date.UTC(2026, 10, 20, 9), timeZone: 'Europe/Berlin' };
const marks = [
  '**',
  '`',
  '```\n',
  '[a](http://b)',
  '| a | b |\n',
  '> ',
  '# ',
  '- ',
  '1. ',
  '![',
  '](',
  '<',
  '~~',
];
const spoken = [
  'remind me ',
  'tomorrow',
  ' at ',
  '3 pm',
  'every ',
  'Monday',
  'in ',
  ' and ',
  'one ',
  'two',
  ' minus ',
  'PIN',
];

/** Words of people and of models, wherever they come from. */
export const wordsTargets: readonly Target[] = [
  {
    name: 'words-clean',
    kind: 'text',
    read: readClean,
    words: ['\u200D', '\uFE0F', '\u00AD', '\n'],
  },
  {
    name: 'words-divided',
    kind: 'text',
    read: readDivided,
    words: ['https://a.example/', '. ', '\n\n', '。', '👩‍👩‍👧'],
    cost: 2,
  },
  {
    name: 'words-spoken',
    kind: 'text',
    read: readSpoken,
    words: [...marks, '$1,000.50', '12:30', 'Dr. '],
    cost: 3,
  },
  {
    name: 'words-fenced',
    kind: 'text',
    read: readFenced,
    words: ['[end of the data]', '\r', '\u2028', '| '],
  },
  {
    name: 'words-cited',
    kind: 'text',
    read: readCited,
    words: ['[^abc123]', '[^', ' [', ']', '. '],
  },
  {
    name: 'words-window',
    kind: 'text',
    read: readWindow,
    words: [...marks, 'http://a@b.example/)', '\u202E', 'xn--'],
  },
  { name: 'words-told', kind: 'text', read: readTold, words: spoken, cost: 3 },
  { name: 'words-pin', kind: 'text', read: readPin, words: spoken },
  {
    name: 'words-file-name',
    kind: 'text',
    read: readFileName,
    words: ['/', '\\', '..', 'CON', '.exe', '\u202E', ' '],
  },
  {
    name: 'words-number',
    kind: 'text',
    read: readNumber,
    errors: [RefusedError],
    words: ['+', 'sip:', 'extension:', '@', '(', '\u2011'],
  },
];

function readClean(input: Buffer): unknown {
  const text = input.toString('utf8');
  const clean = cleanText(text);
  must(clean.isWellFormed() && cleanText(clean) === clean, 'clean text is not clean');
  const line = cleanLine(text, 80);
  must(line.length <= 80 && !line.includes('\n') && line.isWellFormed(), 'a line is none');
  toTerms(text);
  return null;
}

function readDivided(input: Buffer): unknown {
  const text = input.toString('utf8');
  const bare = (words: string): string => words.replaceAll(/\s+/gu, '');
  for (const limit of [40, 2000]) {
    if (text.length / limit > 500) continue;
    const parts = divide(text, limit);
    must(
      parts.every((part) => part.length <= limit && part.trim() !== ''),
      'a part is too long or empty',
    );
    must(bare(parts.join('')) === bare(text), 'something is lost in dividing');
  }
  return null;
}

function readSpoken(input: Buffer): unknown {
  const text = input.toString('utf8');
  for (const language of ['en-US', 'de-DE']) {
    must(speakable(text, language).isWellFormed(), 'half a character is said');
    readOut(text.slice(0, 2000), language);
    const whole = chunked(text, language, text.length + 1);
    must(
      whole.every((piece) => Buffer.byteLength(piece) <= maxSayBytes),
      'a piece is longer than can be said',
    );
    if (text.length > 3000) continue;
    must(
      chunked(text, language, 7).join('|') === whole.join('|'),
      'what is said depends on how it came',
    );
  }
  return null;
}

function chunked(text: string, language: string, size: number): readonly string[] {
  const chunker = createSpeechCutter({ language });
  const said: string[] = [];
  for (let at = 0; at < text.length; at += size)
    said.push(...chunker.push(text.slice(at, at + size)));
  return [...said, ...chunker.end()];
}

function readFenced(input: Buffer): unknown {
  const [first, ...rest] = fence(input.toString('utf8'), 'the page').split(
    /[\n\r\u2028\u2029\u0085\v\f]/u,
  );
  must(first?.startsWith('[data from the page') === true, 'a fence does not begin');
  const body = rest.at(-2)?.startsWith('[cut: ') === true ? rest.slice(0, -2) : rest.slice(0, -1);
  must(
    rest.at(-1) === '[end of the data]' && body.every((line) => line.startsWith('| ')),
    'a fence has a hole',
  );
  must(body.join('').length <= 3 * maxFencedChars, 'a fence holds more than it may');
  return null;
}

function readCited(input: Buffer): unknown {
  const text = input.toString('utf8');
  const citation = { mark: 'abc123', messageId: 'm1', label: 'Ann, Monday' };
  const known = new Map([[citation.mark, citation]]);
  const written = (size: number): string => {
    const writer = new CitationWriter(known, 'carbonvoice');
    let told = '';
    for (let at = 0; at < text.length; at += size) told += writer.push(text.slice(at, at + size));
    return told + writer.end();
  };
  const whole = written(text.length + 1);
  if (text.length <= 3000) must(written(3) === whole, 'a citation depends on how it came');
  return plainText(text).length;
}

function readWindow(input: Buffer): unknown {
  const text = input.toString('utf8');
  const parts = splitAddresses(safeWords(text));
  must(parts.map((part) => part.text).join('') === safeWords(text), 'the window leaves words out');
  for (const { address, text: words } of parts) if (address !== null) trueHost(address, words);
  must(
    !/[\u202A-\u202E\u2066-\u2069]/u.test(exactWords(text) + safeName(text)),
    'words turn the direction of reading',
  );
  must(Array.from(safeName(text)).length <= 80, 'a name is longer than a line');
  must((beginningOf(text) ?? '').length <= 8000, 'the beginning of a text is all of it');
  must(markdownBlocks(text).join('\n') === text, 'a part of a reply is left out');
  return [isTame(text), isPlainSentence(text)];
}

function readTold(input: Buffer): unknown {
  const text = input.toString('utf8');
  readSentence(text, here);
  // Nothing longer is looked at for a time.
  const short = text.slice(0, 2000);
  findTimes(short, here);
  findRepeat(short);
  for (const language of ['en-US', 'de-DE', 'xx']) {
    readYesNo(text, language);
    classify(text, language);
  }
  verdictOf(text);
  try {
    readTime(short, here.timeZone);
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
  }
  return null;
}

function readPin(input: Buffer): unknown {
  const text = input.toString('utf8');
  const ear = new PinEar({
    ...{ language: 'en-US', pin: () => '4711', isOwner: () => false, isTooMuch: () => false },
  });
  ear.expect(0);
  const first = ear.hear(text, { at: 10, final: false });
  const last = ear.hear(text, { at: 20, final: true });
  must(
    !/4\s*7\s*1\s*1/u.test(first.text + last.text) || !text.includes('4711'),
    'a PIN stays in the words',
  );
  return null;
}

function readFileName(input: Buffer): unknown {
  const name = safeFileName(input.toString('utf8'));
  must(
    name !== '' && name !== '.' && name !== '..' && Buffer.byteLength(name) <= 130,
    'a name is no name of a file',
  );
  must(!/[\p{Cc}/\\]/u.test(name) && name.isWellFormed(), 'a name is a path');
  must(safeFileName(name) === name, 'a safe name is not safe');
  return null;
}

function readNumber(input: Buffer): unknown {
  const { target } = parseCallTarget(input.toString('utf8'));
  must(
    /^[\p{L}\p{N}\p{P}\p{S}\p{M}\p{Cf}\p{Co}\p{Cn}\p{Cs}]{1,330}$/u.test(target),
    'a target holds blanks or controls',
  );
  return target;
}
