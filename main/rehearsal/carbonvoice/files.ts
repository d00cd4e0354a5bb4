import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { PracticeAttachment } from './entries.ts';
import type { StoredFile, UploadOrder } from './record-entries.ts';
import { objectIdOf, objectPath } from './signed-addresses.ts';
import type { PracticeState } from './state.ts';

export type NewFile = {
  readonly objectId: string;
  readonly filename: string;
  readonly mimeType: string;
  /** Of the signed address that brought it; null for a file of a practice person. */
  readonly nonce: string | null;
  readonly content: Buffer;
};

/** The practice storage: one file for each object, in a folder of its own (0700), and what is known of them. */
export class PracticeFiles {
  readonly #folder: string;
  readonly #state: PracticeState;
  readonly #clock: Clock;

  /** `folder` is made when the first file comes. */
  constructor(folder: string, { state, clock }: { state: PracticeState; clock: Clock }) {
    this.#folder = folder;
    this.#state = state;
    this.#clock = clock;
  }

  /** Removes what a run that was killed had begun to write; to be called before anything is stored. */
  async clean(): Promise<void> {
    // Without the folder nothing was begun.
    const names = await readdir(this.#folder).catch(() => []);
    const unfinished = names.filter((name) => name.endsWith('.part'));
    await Promise.all(unfinished.map((name) => rm(join(this.#folder, name), { force: true })));
  }

  /** Makes room for an upload. A key that is known names the same file again. */
  order(input: Omit<UploadOrder, 'at' | 'objectId'>): UploadOrder {
    const { records } = this.#state;
    const known = input.idempotencyKey === null ? null : records.orderByKey(input.idempotencyKey);
    const objectId = known?.objectId ?? randomUUID();
    const order = { ...input, at: this.#clock.now(), objectId };
    this.#state.commit([{ type: 'upload-ordered', order }]);
    return order;
  }

  /** Durable (but for a power cut) when it resolves; replaces what lay there. */
  async store({ content, ...given }: NewFile): Promise<StoredFile> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = this.path(given.objectId);
    const unfinished = `${path}.${randomUUID()}.part`;
    try {
      await writeFile(unfinished, content, { mode: 0o600 });
      await rename(unfinished, path);
    } finally {
      await rm(unfinished, { force: true });
    }
    const file = {
      ...given,
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      at: this.#clock.now(),
    };
    this.#state.commit([{ type: 'file-stored', file }]);
    return file;
  }

  path(objectId: string): string {
    return join(this.#folder, objectId);
  }

  /** A file that a person has sent, whole. */
  async storeFor(
    file: Pick<NewFile, 'filename' | 'mimeType' | 'content'>,
  ): Promise<PracticeAttachment> {
    const stored = await this.store({ ...file, objectId: randomUUID(), nonce: null });
    return {
      id: randomUUID(),
      type: 'file',
      // Carbon Voice: the link of a file is not readable itself; only its last part is looked at here.
      url: `https://practice.invalid${objectPath(stored)}`,
      filename: stored.filename,
      mimeType: stored.mimeType,
      lengthInBytes: stored.bytes,
      status: 'Uploaded',
      percentComplete: 100,
    };
  }

  /** Carbon Voice: only a `file` that is `Uploaded` can be fetched; null for everything else. */
  fetchable({ type, status, url }: PracticeAttachment): StoredFile | null {
    if (type !== 'file' || status !== 'Uploaded') return null;
    return this.#state.records.file(objectIdOf(url) ?? '');
  }

  /** Whether the bytes of an attachment lie in the storage, whatever its status says. */
  hasBytes({ url }: PracticeAttachment): boolean {
    return this.#state.records.file(objectIdOf(url) ?? '') !== null;
  }
}

/** A link to something that is none of our files. */
export function linkAttachment(url: string): PracticeAttachment {
  return {
    id: randomUUID(),
    type: 'link',
    url,
    filename: null,
    mimeType: null,
    lengthInBytes: null,
    status: null,
    percentComplete: null,
  };
}
