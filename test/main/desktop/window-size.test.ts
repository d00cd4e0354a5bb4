import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { silentLogger } from '../../../main/base/log.ts';
import { parseSize, usual, WindowSize } from '../../../main/desktop/window-size.ts';

function sizeFile(text?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'adjutant-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'window.json');
  if (text !== undefined) writeFileSync(path, text);
  return path;
}

test.each([
  '',
  '{',
  'null',
  '[]',
  '{"width":400}',
  '{"width":"400","height":640}',
  '{"width":1,"height":640}',
  '{"width":400,"height":1e9}',
  '{"width":400.5,"height":640}',
  '{"width":400,"height":null}',
])('%j is no size, and the usual one is taken', (text) => {
  expect(parseSize(text)).toBeNull();
  expect(new WindowSize(sizeFile(text), silentLogger).size).toEqual(usual);
});

test('is the same at the next start, for its owner only', () => {
  const path = sizeFile();
  new WindowSize(path, silentLogger).keep({ width: 500, height: 700 });
  expect(new WindowSize(path, silentLogger).size).toEqual({ width: 500, height: 700 });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('the zoom of the page is kept beside it, and each of the two without the other', () => {
  const path = sizeFile('{"width":500,"height":700}');
  const first = new WindowSize(path, silentLogger);
  first.keepZoom(1.5);
  first.keep({ width: 400, height: 640 });
  const next = new WindowSize(path, silentLogger);
  expect([next.zoom, next.size]).toEqual([1.5, { width: 400, height: 640 }]);
  expect(new WindowSize(sizeFile('{"zoom":1}'), silentLogger)).toMatchObject({
    ...{ zoom: 1, size: usual },
  });
});

test('the same size again, or one that no window has, writes nothing', () => {
  const path = sizeFile('{"width":500,"height":700} ');
  const size = new WindowSize(path, silentLogger);
  size.keep({ width: 500, height: 700 });
  size.keep({ width: 0, height: 0 });
  expect(readFileSync(path, 'utf8')).toBe('{"width":500,"height":700} ');
});

test('a folder that cannot be written to costs only the memory', () => {
  const size = new WindowSize('/proc/no/window.json', silentLogger);
  size.keep({ width: 500, height: 700 });
  expect(size.size).toEqual({ width: 500, height: 700 });
});
