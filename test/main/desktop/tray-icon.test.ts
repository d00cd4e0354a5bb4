import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { OverviewState } from '../../../shared/overview.ts';
import { drawTrayIcon } from '../../../main/desktop/tray-icon.ts';

const states: readonly OverviewState[] = [
  'idle',
  'listening',
  'thinking',
  'on-a-call',
  'needs-you',
  'offline',
  'paused',
];

/** The pixel at a place of an unfiltered picture with one data chunk, which begins at byte 33. */
function pixelAt(png: Buffer, x: number, y: number): readonly number[] {
  const size = png.readUInt32BE(16);
  const rows = inflateSync(png.subarray(41, 41 + png.readUInt32BE(33)));
  const at = y * (size * 4 + 1) + 1 + x * 4;
  return [...rows.subarray(at, at + 4)];
}

test('has the size that was asked for', () => {
  for (const size of [16, 22, 44]) {
    const png = drawTrayIcon('idle', size, 'badge');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size]);
  }
});

test('draws another shape for each state, so that colour is not needed to tell them apart', () => {
  const shapes = states.map((state) => drawTrayIcon(state, 32, 'template').toString('base64'));
  expect(new Set(shapes).size).toBe(states.length);
});

test('any two are told apart without colour in the smallest size', () => {
  const size = 16;
  const shapes = states.map((state) => {
    const png = drawTrayIcon(state, size, 'template');
    return Array.from({ length: size * size }, (_, at) => {
      const [, , , alpha = 0] = pixelAt(png, at % size, Math.floor(at / size));
      return alpha > 127;
    });
  });
  for (const [index, one] of shapes.entries()) {
    for (const other of shapes.slice(index + 1)) {
      const inked = one.filter((ink, at) => ink || other[at]).length;
      const different = one.filter((ink, at) => ink !== other[at]).length;
      expect(different).toBeGreaterThanOrEqual(inked / 3);
    }
  }
});

test('is transparent at the corners and opaque in the middle of a badge', () => {
  for (const state of states) {
    const png = drawTrayIcon(state, 22, 'badge');
    expect(pixelAt(png, 0, 0)[3]).toBe(0);
    expect(pixelAt(png, 21, 21)[3]).toBe(0);
    expect(pixelAt(png, 11, 11)[3]).toBe(255);
  }
});

test('is black on nothing as a template', () => {
  const png = drawTrayIcon('paused', 24, 'template');
  expect(pixelAt(png, 9, 12)).toEqual([0, 0, 0, 255]);
  expect(pixelAt(png, 12, 12)).toEqual([0, 0, 0, 0]);
});
