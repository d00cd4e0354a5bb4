import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { beforeAll, expect, test } from 'vitest';
import { toAscii } from '../../build/lean/ascii.mjs';
import { ensureBuilt } from '../app/built-app.ts';

beforeAll(ensureBuilt);

const other = /[^\0-\x7f]/u;

test.each([
  ['a string', `'Zoë’s 👋'`],
  ['a template', '`${1}—👋`'],
  ['a raw template', 'String.raw`\\p{L}—${"\\u2013"}\\–`'],
  ['a pattern', String.raw`'a–b'.replace(/[\–é]/, '-')`],
  ['a pattern of code points', `'x👋y'.split(/[👀👋]/u).join()`],
  ['a name', '(() => { const größe = 4; return größe; })()'],
  ['an escaped character', String.raw`'\é\\é\\\é'`],
  ['a comment', '4 /* “four” */'],
])('%s means the same in ASCII', (_name, code) => {
  const ascii = toAscii(code);
  expect(ascii).not.toMatch(other);
  expect(runInNewContext(ascii)).toEqual(runInNewContext(code));
});

test.each(['main', 'renderer/assets'])('all that is built for %s is ASCII', (part) => {
  const folder = fileURLToPath(new URL(`../../out/${part}/`, import.meta.url));
  const scripts = readdirSync(folder).filter((name) => /\.c?js$/u.test(name));
  expect(scripts.length).toBeGreaterThan(10);
  const code = (name: string): string => readFileSync(folder + name, 'utf8');
  expect(scripts.filter((name) => other.test(code(name)))).toEqual([]);
});
