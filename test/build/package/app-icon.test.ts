import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { drawAppIcon, drawIcns, drawIco } from '../../../build/package/app-icon.mjs';

const pngMark = '89504e470d0a1a0a';
const widthOf = (png: Buffer): number => png.readUInt32BE(16);

/** Red, green, blue and alpha of a pixel of an unfiltered PNG with one data chunk. */
function pixel(png: Buffer, x: number, y: number): readonly number[] {
  const length = png.readUInt32BE(33);
  const rows = inflateSync(png.subarray(41, 41 + length));
  const at = y * (widthOf(png) * 4 + 1) + 1 + x * 4;
  return [...rows.subarray(at, at + 4)];
}

test('is white strokes on blue with clear corners', () => {
  const icon = drawAppIcon(48);
  expect(pixel(icon, 0, 0)[3]).toBe(0);
  expect(pixel(icon, 24, 13)).toEqual([255, 255, 255, 255]);
  const [red = 0, , blue = 0, alpha = 0] = pixel(icon, 24, 40);
  expect(blue).toBeGreaterThan(red);
  expect(alpha).toBe(255);
});

test('for Windows is a directory of the sizes that it shows', () => {
  const ico = drawIco();
  const count = ico.readUInt16LE(4);
  const pictures = Array.from({ length: count }, (_, index) => {
    const entry = 6 + 16 * index;
    const [length, at] = [ico.readUInt32LE(entry + 8), ico.readUInt32LE(entry + 12)];
    return { said: ico.readUInt8(entry) || 256, png: ico.subarray(at, at + length) };
  });
  expect(pictures.map(({ said }) => said)).toEqual([16, 24, 32, 48, 64, 128, 256]);
  for (const { said, png } of pictures) {
    expect([png.toString('hex', 0, 8), widthOf(png)]).toEqual([pngMark, said]);
  }
});

test('for macOS is a list whose lengths add up', () => {
  const icns = drawIcns();
  expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length]);
  const found: Record<string, number> = {};
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
    found[icns.toString('latin1', at, at + 4)] = widthOf(icns.subarray(at + 8));
  }
  // Apple: ic07 128, ic08 256, ic09 512, ic10 1024, ic11 16@2x, ic12 32@2x, ic13 128@2x, ic14 256@2x.
  expect(found).toEqual({
    ...{ ic07: 128, ic08: 256, ic09: 512, ic10: 1024 },
    ...{ ic11: 32, ic12: 64, ic13: 256, ic14: 512 },
  });
});
