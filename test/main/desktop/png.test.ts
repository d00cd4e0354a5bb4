import { crc32, inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { encodePng } from '../../../main/desktop/png.ts';

type Chunk = { readonly type: string; readonly data: Buffer };

function readChunks(png: Buffer): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 4, at + 8 + length);
    expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(body));
    chunks.push({ type: body.toString('latin1', 0, 4), data: body.subarray(4) });
    at += 12 + length;
  }
  return chunks;
}

test('writes a signature, a header, the pixels and an end, each with its checksum', () => {
  const pixels = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]);
  const png = encodePng({ width: 2, height: 1, pixels });
  expect(png.toString('hex', 0, 8)).toBe('89504e470d0a1a0a');
  const chunks = readChunks(png);
  expect(chunks.map(({ type }) => type)).toEqual(['IHDR', 'IDAT', 'IEND']);
  expect(chunks[0]?.data.toString('hex')).toBe('00000002000000010806000000');
  expect([...inflateSync(chunks[1]?.data ?? '')]).toEqual([0, ...pixels]);
});

test('refuses pixels that do not fill the picture', () => {
  expect(() => encodePng({ width: 2, height: 2, pixels: new Uint8Array(15) })).toThrow('size');
});
