import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Target } from './target.ts';

const root = join(import.meta.dirname, 'corpus');
const tests = join(import.meta.dirname, '..');

/** Everything that is kept for a target, and its fixtures, in the order of their names. */
export function readCorpus({ name, fixtures = [] }: Target): readonly Buffer[] {
  const folders = [join(root, name), ...fixtures.map((folder) => join(tests, folder))];
  return folders.flatMap((folder) =>
    namesIn(folder).map((file) => readFileSync(join(folder, file))),
  );
}

/** Keeps an input that went wrong; returns where, from `test/fuzz` on. */
export function keep(name: string, input: Uint8Array): string {
  const file = `found-${createHash('sha256').update(input).digest('hex').slice(0, 10)}`;
  mkdirSync(join(root, name), { recursive: true });
  writeFileSync(join(root, name, file), input);
  return `corpus/${name}/${file}`;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    // A target may have fixtures alone.
    return [];
  }
}
