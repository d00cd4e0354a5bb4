import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Random } from './random.ts';

type Made = { readonly what: string; readonly raw: Buffer };

/** A body that is not what it was: by its values, by its text or by its bytes. */
export function damageBody(delivery: object, random: Random): Made {
  const text = JSON.stringify(delivery);
  const kind = random.below(3);
  if (kind === 0) return damageValue(text, random);
  return kind === 1 ? damageText(text, random) : damageBytes(text, random);
}

/** JSON texts that stand where something else stood. */
const junk: readonly string[] = [
  ...['null', 'true', '0', '-0', '7', '1e999', '-1e999', '9007199254740993', '1.5e-320'],
  ...[
    '""',
    '" "',
    '"."',
    '".."',
    '"../../x"',
    '"\\u0000"',
    '"a\\u0000b"',
    '"\\ud800"',
    '"\\udc00x"',
  ],
  ...['"\\u202e"', '"\\ufeff"', '"\\r\\nx: y"', '"%2e%2e"', '"__proto__"', '"constructor"'],
  ...['[]', '{}', '[[]]', '[null]', '["m"]', '{"id":"inner"}', '{"$ne":null}', '{"length":1}'],
  ...['{"__proto__":{"id":"inherited"}}', '{"toString":1}', '{"constructor":{"prototype":{}}}'],
  `"${'x'.repeat(201)}"`,
  `"${'x'.repeat(60_000)}"`,
  `"${'é'.repeat(100)}"`,
  `"${'💬'.repeat(101)}"`,
  '9'.repeat(2000),
  `${'['.repeat(5000)}${']'.repeat(5000)}`,
  `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
];
const names = ['id', 'data', 'resource', 'type', 'message_guid', 'eventName', '__proto__', ''];

/** One or two values are replaced, removed, renamed or doubled; what is left is JSON. */
function damageValue(text: string, random: Random): Made {
  let damaged = text;
  for (let count = 1 + random.below(2); count > 0; count -= 1) {
    const members = [...damaged.matchAll(/"([\w$]*)":("(?:[^"\\]|\\.)*"|[\w.+-]+|\{\}|\[\])/gu)];
    if (members.length === 0) break;
    const [member, name = '', value = ''] = random.pick(members);
    damaged = damaged.replace(member, () => replacement(name, value, random));
  }
  return { what: 'a value that was changed', raw: Buffer.from(damaged) };
}

function replacement(name: string, value: string, random: Random): string {
  switch (random.below(5)) {
    case 0:
      return `"${random.pick(names)}":${value}`;
    case 1:
      return `"${name}":${value},"${name}":${random.pick(junk)}`;
    case 2:
      return `"__proto__":{"${name}":${value}}`;
    default:
      return `"${name}":${random.pick(junk)}`;
  }
}

const tokens = ['{', '}', '[', ']', ',', ':', '"', '\\', "'", '/**/', 'NaN', '\n', '\u0000', '0x1'];

/** What a careless program writes, or a cut connection leaves. */
function damageText(text: string, random: Random): Made {
  const at = random.below(text.length);
  const token = random.pick(tokens);
  const texts: readonly (readonly [string, string])[] = [
    ['a text that was cut', text.slice(0, at)],
    ['a text without its head', text.slice(at + 1)],
    ['a text with a token too many', text.slice(0, at) + token + text.slice(at)],
    ['a text with a hole', text.slice(0, at) + text.slice(at + 1 + random.below(20))],
    ['two texts', text + text],
    ['a text with something behind it', `${text}${token}`],
    ['a text in a text', JSON.stringify(text)],
    ['a text in a list', `[${text}]`],
    ['single quotes', text.replaceAll('"', "'")],
    ['a call of a function', `callback(${text});`],
    ['a form', `payload=${encodeURIComponent(text)}`],
    ['a list of itself', `[${text},${text}]`],
    ['another case', text.toUpperCase()],
    ['nothing but space', ' '.repeat(1 + at)],
    ['an open nesting', '['.repeat(1 + random.below(60_000))],
  ];
  const [what, damaged] = random.pick(texts);
  return { what, raw: Buffer.from(damaged) };
}

/** The right text in the wrong bytes. */
function damageBytes(text: string, random: Random): Made {
  const bytes = Buffer.from(text);
  const at = random.below(bytes.length);
  const around = (...inserted: readonly number[]): Buffer =>
    Buffer.concat([bytes.subarray(0, at), Buffer.from(inserted), bytes.subarray(at)]);
  const made: readonly (readonly [string, Buffer])[] = [
    ['a mark of UTF-8', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes])],
    ['UTF-16', Buffer.from(text, 'utf16le')],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16, the other way round', Buffer.from(text, 'utf16le').swap16()],
    [
      'UTF-32',
      Buffer.from(Array.from(text).flatMap((letter) => [...Buffer.from(letter), 0, 0, 0])),
    ],
    ['Latin-1', Buffer.from(text.replace('"', '"\xe9'), 'latin1')],
    ['half a letter', around(0xc3)],
    ['a letter in too many bytes', around(0xc0, 0xaf)],
    ['half a pair', around(0xed, 0xa0, 0x80)],
    ['more than Unicode', around(0xf5, 0x80, 0x80, 0x80)],
    ['a byte from nowhere', around(random.below(256))],
    ['gzip', gzipSync(bytes)],
    ['deflate', deflateSync(bytes)],
    ['brotli', brotliCompressSync(bytes)],
    ['zeros', Buffer.concat([bytes, Buffer.alloc(1 + at)])],
    ['noise', Buffer.from(Array.from({ length: 1 + at }, () => random.below(256)))],
  ];
  const [what, raw] = random.pick(made);
  return { what, raw };
}
