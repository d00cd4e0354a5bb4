import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { childrenOf } from './processes.ts';

/** Something that was written, told or handed on, by the name of where it was found. */
export type Trace = { readonly where: string; readonly text: string };

/** Secrets by their names. */
export type SecretValues = Readonly<Record<string, string>>;

/** Which secret stands where, in whatever spelling; for people, without the value. */
export function findSecrets(secrets: SecretValues, traces: readonly Trace[]): readonly string[] {
  const found: string[] = [];
  for (const { where, text } of traces) {
    // The two alphabets of base64 as one.
    const unified = text.replaceAll('+', '-').replaceAll('/', '_');
    for (const [name, value] of Object.entries(secrets)) {
      for (const [spelling, sought] of Object.entries(spellings(value))) {
        const isThere = text.includes(sought) || unified.includes(sought);
        if (isThere) found.push(`${name} (${spelling}) in ${where}`);
      }
    }
  }
  return found;
}

/** Base64 depends on what stands before; a run of its middle is the same wherever the value begins at that remainder. */
function spellings(value: string): Readonly<Record<string, string>> {
  const bytes = Buffer.from(value, 'utf8');
  const shifted = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64url');
    // Without the characters that share their bits with what is before and behind.
    return text.slice(before === 0 ? 0 : before + 1, -3);
  });
  return {
    plain: value,
    'as JSON': JSON.stringify(value).slice(1, -1),
    'URL-encoded': encodeURIComponent(value),
    'as a form': new URLSearchParams({ '': value }).toString().slice(1),
    hex: bytes.toString('hex'),
    'UTF-16': bytes.toString('utf8').split('').join('\u0000'),
    ...Object.fromEntries(shifted.map((text, before) => [`base64 at ${before}`, text])),
    backwards: value.split('').toReversed().join(''),
  };
}

/** Every file below a folder; archives as what is inside them. */
export async function tracesOfFolder(folder: string): Promise<readonly Trace[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async (entry) => {
      const where = join(entry.parentPath, entry.name);
      return { where, text: await readFile(where, 'latin1') };
    }),
  );
}

/** What a packed file holds. */
export async function tracesOfArchive(path: string): Promise<readonly Trace[]> {
  const folder = await mkdtemp(join(tmpdir(), 'adjutant-unpacked-'));
  try {
    await promisify(execFile)('tar', ['-xf', path, '-C', folder]);
    return await tracesOfFolder(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Words and environment of every process below one, as the kernel tells them; Linux only. */
export async function tracesOfChildren(pid: number): Promise<readonly Trace[]> {
  const traces: Trace[] = [];
  for (const child of await childrenOf(pid)) {
    for (const part of ['cmdline', 'environ']) {
      const text = await readFile(`/proc/${child}/${part}`, 'latin1').catch(() => '');
      traces.push({ where: `${part} of a child`, text });
    }
    traces.push(...(await tracesOfChildren(child)));
  }
  return traces;
}
