import { expect, test } from 'vitest';
import { mimeTypeOf } from '../../../main/base/mime-types.ts';

test.each([
  ['a.pdf', 'application/pdf'],
  ['a.tar.GZ', 'application/gzip'],
  ['note.m4a', 'audio/mp4'],
  ['a', 'application/octet-stream'],
  ['a.constructor', 'application/octet-stream'],
])('%s is %s', (name, type) => {
  expect(mimeTypeOf(name)).toBe(type);
});
