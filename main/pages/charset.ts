type Decoder = InstanceType<typeof TextDecoder>;

/** How far into a page its own word about its letters is looked for (HTML: the first 1024 bytes). */
const sniffedBytes = 1024;

/**
 * The text of a body: its byte order mark decides, then the header, then what the page says of itself, then UTF-8, and
 * Windows' Western letters where it is none. `isWhole` is false when the end of it was cut off.
 */
export function decodeBody(body: Uint8Array, charset: string | null, isWhole: boolean): string {
  const told = markOf(body) ?? decoderFor(charset) ?? decoderFor(saidWithin(body));
  if (told) return told.decode(body);
  try {
    // Within a stream, letters that are cut off at the end are no fault.
    return new TextDecoder('utf-8', { fatal: true }).decode(body, { stream: !isWhole });
  } catch {
    // It is not UTF-8: what older pages are written in.
    return new TextDecoder('windows-1252').decode(body);
  }
}

function markOf(body: Uint8Array): Decoder | null {
  if (body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf) return new TextDecoder('utf-8');
  if (body[0] === 0xff && body[1] === 0xfe) return new TextDecoder('utf-16le');
  if (body[0] === 0xfe && body[1] === 0xff) return new TextDecoder('utf-16be');
  return null;
}

function saidWithin(body: Uint8Array): string | null {
  const head = new TextDecoder('latin1').decode(body.subarray(0, sniffedBytes));
  const found =
    /<meta[^>]+charset\s*=\s*["']?\s*(?<label>[\w:.-]+)/iu.exec(head) ??
    /^\s*<\?xml[^>]+encoding\s*=\s*["'](?<label>[\w:.-]+)/iu.exec(head);
  const label = found?.groups?.['label'] ?? null;
  // HTML: a page that can be read this far is not in UTF-16, whatever it says.
  return label !== null && /^utf-?16/iu.test(label) ? 'utf-8' : label;
}

function decoderFor(label: string | null): Decoder | null {
  if (label === null) return null;
  try {
    return new TextDecoder(label);
  } catch {
    // RangeError: no such charset.
    return null;
  }
}
