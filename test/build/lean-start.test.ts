import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../app/built-app.ts';

beforeAll(ensureBuilt);

const folder = fileURLToPath(new URL('../../out/main/', import.meta.url));
/** What stands there, and some room. What grows beyond it is better imported where it is used. */
const mostBytes = 2_390_000;

/** What the code that is read before the first line of an entry runs must not have. */
const unwanted: readonly (readonly [string, RegExp])[] = [
  ["Node's own fetch", / from "(?:node:)?http";/u],
  ['undici, which the first request reads', /node_modules\/undici\//u],
  ["the rehearsal's servers", /node_modules\/fastify\//u],
  ["the model's SDK", /node_modules\/(?:ai|@ai-sdk)\//u],
  ['Socket.IO', /node_modules\/socket\.io-client\//u],
];

/** What no code at all must have: the package's own index would bring it. */
const ofIndex = /node_modules\/undici\/lib\/mock\//u;

/** An entry with all that it imports statically. */
function codeOf(entry: string): string {
  const read = new Map<string, string>();
  const open = [entry];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (read.has(file)) continue;
    const code = readFileSync(join(folder, file), 'utf8');
    read.set(file, code);
    const imports = [...code.matchAll(/^import [^;]*?"\.\/(?<name>[^"]+)";$/gmu)];
    open.push(...imports.map(({ groups }) => String(groups?.['name'])));
  }
  return [...read.values()].join('\n');
}

test.each(['headless.js', 'desktop.js'])('%s reads nothing that a start does not use', (entry) => {
  const code = codeOf(entry);
  const found = unwanted.filter(([, pattern]) => pattern.test(code)).map(([name]) => name);
  expect(found).toEqual([]);
  // All of it was looked through.
  expect(code.includes('node_modules/ws/lib/websocket.js')).toBe(true);
  expect(code.length).toBeLessThan(mostBytes);
});

test("undici's own fetch, web sockets, caches and mocks are in no part that is built", () => {
  const { files } = JSON.parse(readFileSync(join(folder, '../build.json'), 'utf8')) as {
    readonly files: readonly string[];
  };
  const codes = files
    .filter((file) => file.startsWith('main/') && file.endsWith('.js'))
    .map((file) => ({ file, code: readFileSync(join(folder, '..', file), 'utf8') }));
  expect(codes.filter(({ code }) => ofIndex.test(code)).map(({ file }) => file)).toEqual([]);
  // All of it was looked through.
  const pool = codes.filter(({ code }) => code.includes('undici/lib/dispatcher/pool.js'));
  expect(pool).toHaveLength(1);
});
