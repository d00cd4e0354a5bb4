import { appendFile, rm, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sizeText } from '../../shared/attachments.ts';
import { maxUploadBytes, maxUploads } from '../../shared/uploads.ts';
import type { Clock } from '../base/clock.ts';
import { safeFileName } from '../base/file-names.ts';
import { newId } from '../base/ids.ts';
import { mimeTypeOf } from '../base/mime-types.ts';
import { unusableFile } from '../base/unusable-file.ts';
import type { DeskFile, FileShelf } from '../thread/attachment-ports.ts';

export type DeskUploadsParts = {
  readonly shelf: Pick<FileShelf, 'place' | 'keep'>;
  readonly clock: Clock;
};

/** Files that are given at the desk and go with no message yet. */
const maxOpen = 3 * maxUploads;
/** What nobody sends in this time, in milliseconds, was left with a page that is gone. */
const forgottenMs = 12 * 3_600_000;
/** So much of the disk stays free, whatever is dropped. */
const spareBytes = 200 * 1024 * 1024;

type Upload = {
  readonly name: string;
  readonly bytes: number;
  readonly absolute: string;
  readonly since: number;
  /** What is on the disk. */
  received: number;
  /** One piece after the other. */
  last: Promise<unknown>;
};

/** Takes the owner’s files piece by piece, before the message that they go with; what cannot be taken is refused first. */
export class DeskUploads {
  readonly #parts: DeskUploadsParts;
  readonly #open = new Map<string, Upload>();

  constructor(parts: DeskUploadsParts) {
    this.#parts = parts;
  }

  /** Throws RefusedError. */
  async begin(file: { readonly name: string; readonly bytes: number }): Promise<string> {
    const { shelf, clock } = this.#parts;
    // A name from outside is neither a path nor a trick with the direction of reading.
    const name = safeFileName(file.name);
    this.#forgetOld();
    if (file.bytes > maxUploadBytes) {
      throw unusableFile(
        `${name} is larger than ${sizeText(maxUploadBytes)}.`,
        'Choose a smaller one.',
      );
    }
    if (this.#open.size >= maxOpen) {
      throw unusableFile('Too many files wait to be sent.', 'Send or remove some of them first.');
    }
    const id = newId();
    const { absolute } = await shelf.place(id, { position: 0, name });
    const { bavail, bsize } = await statfs(dirname(absolute));
    if (bavail * bsize < file.bytes + spareBytes) {
      await rm(dirname(absolute), { recursive: true, force: true });
      throw unusableFile(
        `${name} does not fit on the disk.`,
        'Make room on the disk of the data folder.',
      );
    }
    await appendFile(absolute, '', { mode: 0o600 });
    const since = clock.now();
    const last = Promise.resolve();
    this.#open.set(id, { name, bytes: file.bytes, absolute, since, received: 0, last });
    return id;
  }

  /** Adds a piece that begins `at`; the same one may come again. Returns how much is here. Throws RefusedError. */
  async append(piece: {
    readonly uploadId: string;
    readonly at: number;
    readonly data: Buffer;
  }): Promise<number> {
    const upload = this.#find(piece.uploadId);
    const next = upload.last.then(() => this.#append(upload, piece));
    upload.last = next.catch(() => undefined);
    return next;
  }

  async drop(uploadId: string): Promise<void> {
    const upload = this.#open.get(uploadId);
    if (!this.#open.delete(uploadId) || !upload) return;
    await upload.last;
    await rm(dirname(upload.absolute), { recursive: true, force: true });
  }

  /** Keeps them with the message of that id, durable when it resolves. Throws RefusedError, and then all are as before. */
  async keep(uploadIds: readonly string[], messageId: string): Promise<readonly DeskFile[]> {
    const uploads = [...new Set(uploadIds)].map((id) => this.#find(id));
    for (const { last } of uploads) await last;
    const partial = uploads.find(({ bytes, received }) => received !== bytes);
    if (partial) throw unusableFile(`${partial.name} is not here as a whole.`, 'Add it once more.');
    const kept: DeskFile[] = [];
    for (const [position, { name, absolute }] of uploads.entries()) {
      const { path, bytes } = await this.#parts.shelf.keep(messageId, {
        ...{ position, name, path: absolute },
      });
      kept.push({ name, mimeType: mimeTypeOf(name), bytes, path });
    }
    return kept;
  }

  async #append(
    upload: Upload,
    { at, data }: { readonly at: number; readonly data: Buffer },
  ): Promise<number> {
    const { name, bytes, absolute, received } = upload;
    if (at + data.length <= received) return received;
    if (at !== received || at + data.length > bytes) {
      throw unusableFile(`${name} changed while it was read.`, 'Add it once more.');
    }
    await appendFile(absolute, data);
    upload.received += data.length;
    return upload.received;
  }

  #find(uploadId: string): Upload {
    const upload = this.#open.get(uploadId);
    if (upload) return upload;
    throw unusableFile('A file is not here any more.', 'Add it once more.');
  }

  #forgetOld(): void {
    const before = this.#parts.clock.now() - forgottenMs;
    for (const [id, { since }] of this.#open) if (since < before) void this.drop(id);
  }
}
