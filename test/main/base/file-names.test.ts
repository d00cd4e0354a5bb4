import { posix, win32 } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeFileName } from '../../../main/base/file-names.ts';

test.each([
  ['report.pdf', 'report.pdf'],
  ['Übersicht 2026.xlsx', 'Übersicht 2026.xlsx'],
  ['../../etc/passwd', '_.._etc_passwd'],
  ['C:\\Windows\\a.exe', 'C__Windows_a.exe'],
  ['.bashrc', 'bashrc'],
  ['...', 'file'],
  ['', 'file'],
  ['CON', '_CON'],
  ['nul.txt', '_nul.txt'],
  ['a\u202Efdp.exe', 'a_fdp.exe'],
  ['a\nb\u0000.txt', 'a_b_.txt'],
  ['name. ', 'name'],
  [`plan.${' '.repeat(120)}x`, 'plan'],
  [`con${' '.repeat(200)}x`, '_con'],
])('%j becomes %j', (name, safe) => {
  expect(safeFileName(name)).toBe(safe);
});

test('a long name is cut before its ending, and never within a character', () => {
  const safe = safeFileName(`${'👩‍👩‍👧‍👦'.repeat(50)}.pdf`);

  expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(120);
  expect(safe).toMatch(/\.pdf$/);
  expect(safe.isWellFormed()).toBe(true);
});

test('a name of any length keeps its beginning and its ending', () => {
  const safe = safeFileName(`plan${'x.'.repeat(100_000)}pdf`);

  expect(safe).toMatch(/^planx\..*\.pdf$/);
  expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(120);
});

test('whatever the name, it is one in a folder', () => {
  const names = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
  fc.assert(
    fc.property(names, (name) => {
      const safe = safeFileName(name);
      expect(safe).not.toBe('');
      expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(120);
      for (const path of [posix, win32]) {
        expect(path.basename(safe)).toBe(safe);
        expect(path.dirname(path.join('/a', safe)).replaceAll('\\', '/')).toBe('/a');
      }
      expect(safeFileName(safe)).toBe(safe);
    }),
  );
});
