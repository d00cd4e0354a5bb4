import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../app/built-app.ts';

beforeAll(ensureBuilt);

const folder = fileURLToPath(new URL('../../out/main/', import.meta.url));
/** What stands there, and some room. What grows beyond it is better imported where it is used. */
const mostBytes = 3_080_000;

/** What the code that is read before the first line of an entry runs must not have. */
const unwanted: readonly (readonly [string, RegExp])[] = [
  ["Node's own fetch", / from "(?:node:)?http";/u],
  ["undici's own fetch, web sockets, caches and mocks", /node_modules\/undici\/lib\/mock\//u],
  ["the rehearsal's servers", /node_modules\/fastify\//u],
  ["the model's SDK", /node_modules\/(?:ai|@ai-sdk)\//u],
  ['Socket.IO', /node_modules\/socket\.io-client\//u],
];

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
  expect(code.includes('node_modules/undici/lib/dispatcher/pool.js')).toBe(true);
  expect(code.length).toBeLessThan(mostBytes);
});
