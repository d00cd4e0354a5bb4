import { mutateJson } from './mutate-json.ts';
import { oddTexts } from './odd.ts';
import type { Random } from './random.ts';

/** How an input is damaged: by its structure, by its characters, or by its bytes. */
export type InputKind = 'json' | 'text' | 'bytes';

/** In bytes; a parser that needs more than linear time shows it here. */
export const maxInput = 128 * 1024;

export type Mutation = {
  readonly kind: InputKind;
  readonly samples: readonly Buffer[];
  /** Words of the format, put in anywhere. */
  readonly words: readonly string[];
};

/** One of the samples, damaged one to four times. */
export function mutate({ kind, samples, words }: Mutation, random: Random): Buffer {
  const sample = (): Buffer => samples[random.below(samples.length)] ?? Buffer.alloc(0);
  let input = sample();
  for (let left = 1 + random.below(4); left > 0; left -= 1) {
    if (kind === 'json' && !random.once(4)) input = mutateJson(input, sample(), random);
    else if (kind !== 'bytes' && !random.once(6))
      input = mutateText(input, sample(), { words, random });
    else input = mutateBytes(input, sample(), random);
    input = input.subarray(0, maxInput);
  }
  return input;
}

function mutateBytes(input: Buffer, other: Buffer, random: Random): Buffer {
  const at = random.below(input.length + 1);
  const end = Math.min(input.length, at + 1 + random.below(random.once(2) ? 8 : 2000));
  const [head, slice, tail] = [input.subarray(0, at), input.subarray(at, end), input.subarray(end)];
  switch (random.below(8)) {
    case 0:
      return Buffer.concat([
        head,
        Buffer.from(slice.map((byte) => byte ^ (1 << random.below(8)))),
        tail,
      ]);
    case 1:
      return Buffer.concat([head, tail]);
    case 2:
      return head;
    case 3:
      return Buffer.concat([head, slice, slice, tail]);
    case 4:
      return Buffer.concat([head, other.subarray(random.below(other.length + 1))]);
    case 5:
      return Buffer.concat([head, repeated(slice, random), tail]);
    case 6:
      return Buffer.concat([
        head,
        Buffer.from([random.below(256), random.below(256)]),
        slice,
        tail,
      ]);
    default:
      return Buffer.concat([
        head,
        Buffer.from(
          random.pick(['\0', '\xFF\xFE', '\xC0\x80', '\xED\xA0\x80', '\xEF\xBB\xBF']),
          'latin1',
        ),
        tail,
      ]);
  }
}

/** Up to the largest input; the sizes in between are tried as well. */
function repeated(slice: Buffer, random: Random): Buffer {
  if (slice.length === 0) return slice;
  const times = random.pick([2, 3, 5, 10, 30, 100, 5000, maxInput]);
  return Buffer.alloc(Math.min(slice.length * times, maxInput), slice);
}

function mutateText(
  input: Buffer,
  other: Buffer,
  { words, random }: { readonly words: readonly string[]; readonly random: Random },
): Buffer {
  const text = input.toString('utf8');
  const at = random.below(text.length + 1);
  const end = Math.min(text.length, at + 1 + random.below(random.once(2) ? 4 : 60));
  const [head, slice, tail] = [text.slice(0, at), text.slice(at, end), text.slice(end)];
  const word = words[random.below(words.length)] ?? random.pick(oddTexts);
  switch (random.below(7)) {
    case 0:
      return Buffer.from(head + word + tail);
    case 1:
      return Buffer.from(head + random.pick(oddTexts) + slice + tail);
    case 2:
      return Buffer.from(head + many(random.once(2) ? word : slice, random) + tail);
    case 3:
      return Buffer.from(head + tail);
    case 4:
      return Buffer.from(withLines(text, other.toString('utf8'), random));
    case 5:
      return Buffer.from(head + word + slice + word + tail);
    default:
      return mutateBytes(input, other, random);
  }
}

function many(word: string, random: Random): string {
  return word.repeat(
    Math.min(
      random.pick([2, 3, 5, 10, 30, 300, maxInput]),
      Math.floor(maxInput / 2 / Math.max(1, word.length)),
    ),
  );
}

/** A line of another sample in the place of one, twice, or gone. */
function withLines(text: string, other: string, random: Random): string {
  const lines = text.split('\n');
  const others = other.split('\n');
  const line = others[random.below(others.length)] ?? '';
  lines.splice(random.below(lines.length), random.below(2), ...(random.once(3) ? [] : [line]));
  return lines.join('\n');
}
