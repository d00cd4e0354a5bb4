import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { Parser } from 'tar';
import type { ReadEntry } from 'tar';
import { StoreError } from '../../../shared/errors.ts';
import {
  badArchive,
  fileFault,
  laterSchema,
  manifestName,
  manifestSchema,
  tooNew,
} from './archive.ts';
import type { ArchiveEntry, Manifest } from './archive.ts';

const maxManifestBytes = 256 * 1024 * 1024;
/** Before the list is known, and what tar fills an archive up with. */
const firstBytes = 1024 * 1024;
/** tar: the header of an entry, a long name, and what its last block is filled up with. */
const entryBytes = 4096;

/** What is asked before anything is unpacked; throws when there is a reason against it. */
type Approve = (manifest: Manifest) => Promise<void>;

export type ReadOptions = {
  /** Where the files go; null only looks whether they are whole. */
  readonly folder: string | null;
  readonly approve?: Approve;
};

/**
 * Reads a backup from its first to its last byte. Every entry has to be the plain file that the manifest names next, of
 * that length and with that content: no link, no other path, nothing more and nothing less. Throws StoreError.
 */
export async function readArchive(path: string, options: ReadOptions): Promise<Manifest> {
  const reader = new ArchiveReader(options);
  const parser = new Parser({ strict: true });
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {
    // It is looked at below; a fault that comes after another one is no news.
  });
  // One after the other: the parser gives the next entry when the last one was read.
  let last: Promise<void> = Promise.resolve();
  parser.on('entry', (entry) => {
    last = last.then(() => reader.take(entry));
    last.catch(failed.reject);
  });
  parser.on('error', (cause: unknown) =>
    failed.reject(badArchive('it is damaged, or no backup', cause)),
  );
  const ended = once(parser, 'end');
  ended.catch(failed.reject);
  const input = createReadStream(path);
  const plain = createGunzip();
  input.once('error', (cause) => plain.destroy(fileFault('The backup cannot be read', cause)));
  let bytes = 0;
  try {
    for await (const chunk of input.pipe(plain)) {
      bytes += (chunk as Buffer).length;
      if (bytes > reader.maxBytes) throw badArchive('it is larger than its list says');
      // Not more than is unpacked meanwhile.
      if (!parser.write(chunk as Buffer))
        await Promise.race([once(parser, 'drain'), failed.promise]);
    }
    parser.end();
    await Promise.race([ended.then(() => last), failed.promise]);
  } catch (cause) {
    const error =
      cause instanceof StoreError ? cause : badArchive('it is damaged, or no backup', cause);
    reader.stop(error);
    // Whatever was open is closed before anybody clears up.
    await last.catch(() => {});
    throw error;
  } finally {
    input.destroy();
    plain.destroy();
  }
  return reader.finish();
}

class ArchiveReader {
  readonly #options: ReadOptions;
  #manifest: Manifest | null = null;
  /** Size of the list itself. */
  #listBytes: number | null = null;
  #taken = 0;
  #current: ReadEntry | null = null;
  #stopped: Error | null = null;

  constructor(options: ReadOptions) {
    this.#options = options;
  }

  /** What the archive may unpack to, as far as is known yet; more is a trap. */
  get maxBytes(): number {
    if (this.#listBytes === null) return firstBytes;
    const listed = this.#manifest?.files ?? [];
    const content = listed.reduce((sum, { bytes }) => sum + bytes, this.#listBytes);
    return firstBytes + content + listed.length * entryBytes;
  }

  /** Nothing more comes of the entry that is being read. */
  stop(cause: Error): void {
    this.#stopped = cause;
    this.#current?.destroy(cause);
  }

  async take(entry: ReadEntry): Promise<void> {
    if (this.#stopped) throw this.#stopped;
    this.#current = entry;
    const { path, type, size } = entry;
    if (type !== 'File' && type !== 'OldFile') throw badArchive('it holds what is no file');
    if (this.#manifest === null) {
      this.#listBytes = Math.min(size, maxManifestBytes);
      this.#manifest = await readManifest(entry);
      await this.#options.approve?.(this.#manifest);
      return;
    }
    const wanted = this.#manifest.files[this.#taken];
    if (!wanted || path !== wanted.path || size !== wanted.bytes) {
      throw badArchive('it holds something else than its list says');
    }
    this.#taken += 1;
    await this.#unpack(entry, wanted);
  }

  finish(): Manifest {
    if (this.#manifest === null) throw badArchive('it is empty or no archive');
    if (this.#taken < this.#manifest.files.length) throw badArchive('its end is missing');
    return this.#manifest;
  }

  async #unpack(entry: ReadEntry, { path, sha256 }: ArchiveEntry): Promise<void> {
    const { folder } = this.#options;
    const target = folder === null ? null : join(folder, path);
    if (target !== null) await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    const file = target === null ? null : await open(target, 'wx', 0o600).catch(cannotUnpack);
    const hash = createHash('sha256');
    try {
      for await (const chunk of entry) {
        hash.update(chunk);
        await file?.write(chunk).catch(cannotUnpack);
      }
      await file?.sync().catch(cannotUnpack);
    } finally {
      await file?.close();
    }
    if (hash.digest('hex') !== sha256) throw badArchive('the content of a file was changed');
  }
}

async function readManifest(entry: ReadEntry): Promise<Manifest> {
  if (entry.path !== manifestName || entry.size > maxManifestBytes) {
    throw badArchive('it was not made by Adjutant');
  }
  const chunks: Buffer[] = [];
  for await (const chunk of entry) chunks.push(chunk);
  const content = parse(Buffer.concat(chunks).toString('utf8'));
  const found = manifestSchema.safeParse(content);
  if (found.success) return found.data;
  if (laterSchema.safeParse(content).success) throw tooNew();
  throw badArchive('it was not made by Adjutant, or its list is damaged');
}

function cannotUnpack(cause: unknown): never {
  throw fileFault('The backup cannot be unpacked', cause);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema refuses it.
    return null;
  }
}
