const maxBytes = 120;
/** Of a longer name beginning and end are looked at; every step of the way to a safe one needs time for each character. */
const maxChars = 2000;
/** Separators, what some system refuses in a name, and what turns the direction of reading. */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\<>:"|?*]/gu;
/** Windows: devices, whatever their ending. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/iu;

/** A name from outside as that of a file in one folder, on every system; never empty, never a path. */
export function safeFileName(name: string): string {
  const plain = middleOut(name)
    .toWellFormed()
    .normalize('NFC')
    .replace(unsafe, '_')
    .replace(/^[\s.]+|[\s.]+$/gu, '')
    .replace(device, '_$&');
  if (plain === '') return 'file';
  const ending = /\.[\p{L}\p{N}]{1,10}$/u.exec(plain)?.[0] ?? '';
  const stem = plain.slice(0, plain.length - ending.length);
  const kept = shorten(stem, maxBytes - Buffer.byteLength(ending));
  const short = (kept === stem ? stem : kept.trimEnd()) + ending;
  // Where it was cut it may end, and mean, what no name may.
  return short.replace(/[\s.]+$/u, '').replace(device, '_$&');
}

function middleOut(name: string): string {
  if (name.length <= maxChars) return name;
  return name.slice(0, maxChars / 2) + name.slice(-maxChars / 2);
}

function shorten(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (Buffer.byteLength(kept + segment) > bytes) break;
    kept += segment;
  }
  return kept === '' ? '_' : kept;
}
