import { constants, openAsBlob } from 'node:fs';
import { access, copyFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { RefusedError } from '../../shared/errors.ts';
import { safeFileName } from '../base/file-names.ts';
import { syncFolder } from '../base/files.ts';
import { newId } from '../base/ids.ts';
import { unusableFile } from '../base/unusable-file.ts';
import type { FileShelf } from '../thread/attachment-ports.ts';
import type { MessageFiles } from '../thread/keeping/ports.ts';

/** Nobody tells how much the service takes; this keeps a slip of the hand from filling the disk. */
export const maxOutgoingBytes = 100 * 1024 * 1024;

const folderName = 'files';
/** Of our own making: an id, a number, a safe name. */
const ownPath = /^files\/[\w-]+\/[^/\\]+$/u;
/** Ids of messages are made here; anything else is no folder of ours. */
const idPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/** Bytes of attachments, in `files/<message id>/` below the folder of the data; folders 0700, files 0600. */
export class DiskShelf implements FileShelf, MessageFiles {
  /** The folder of the data. */
  readonly root: string;
  /** Folders of this run. */
  readonly #made = new Set<string>();

  constructor(root: string) {
    this.root = root;
  }

  async check(path: string): Promise<number> {
    const name = basename(path);
    if (!isAbsolute(path)) throw refuse(`${name} is no absolute path.`);
    const found = await stat(path).catch((error: unknown) => {
      throw refuse(`${name} ${reasonOf(error)}.`);
    });
    if (!found.isFile()) throw refuse(`${name} is no file.`);
    if (found.size > maxOutgoingBytes) throw tooLarge(name);
    await access(path, constants.R_OK).catch(() => {
      throw refuse(`${name} cannot be read.`);
    });
    return found.size;
  }

  async keep(
    messageId: string,
    { position, name, path }: { position: number; name: string; path: string },
  ): Promise<{ path: string; bytes: number }> {
    const place = await this.place(messageId, { position, name });
    const temporary = `${place.absolute}.${newId()}.part`;
    try {
      await copyFile(path, temporary, constants.COPYFILE_EXCL);
      const bytes = await settleFile(temporary);
      // It may have grown since it was checked.
      if (bytes > maxOutgoingBytes) throw tooLarge(name);
      await rename(temporary, place.absolute);
      await syncFolder(join(this.root, folderName, messageId));
      return { path: place.path, bytes };
    } catch (error) {
      await rm(temporary, { force: true });
      if (error instanceof RefusedError) throw error;
      throw refuse(`${name} could not be copied: it ${reasonOf(error)}.`, error);
    }
  }

  async place(
    messageId: string,
    { position, name }: { position: number; name: string },
  ): Promise<{ path: string; absolute: string }> {
    const folder = join(this.root, folderName, messageId);
    this.#made.add(messageId);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = `${position + 1}-${safeFileName(name)}`;
    return { path: `${folderName}/${messageId}/${file}`, absolute: join(folder, file) };
  }

  async open(path: string, mimeType: string): Promise<Blob> {
    if (!ownPath.test(path)) throw refuse('That is no file of ours.');
    try {
      return await openAsBlob(join(this.root, path), { type: mimeType });
    } catch (error) {
      throw refuse(`${basename(path)} is gone from the data folder.`, error);
    }
  }

  async remove(messageIds: readonly string[]): Promise<void> {
    await this.#removeAll(messageIds.filter((one) => idPattern.test(one)));
  }

  async sweep(isKnown: (messageId: string) => Promise<boolean>): Promise<void> {
    const entries = await readdir(join(this.root, folderName)).catch(() => []);
    const unknown: string[] = [];
    for (const messageId of entries) {
      // A letter of this run may be about to be written down.
      if (this.#made.has(messageId) || (await isKnown(messageId))) continue;
      unknown.push(messageId);
    }
    await this.#removeAll(unknown);
  }

  /** One that cannot be removed keeps no other. Throws its error once the others are gone. */
  async #removeAll(folders: readonly string[]): Promise<void> {
    const failures: unknown[] = [];
    for (const folder of folders) {
      const path = join(this.root, folderName, folder);
      await rm(path, { recursive: true, force: true }).catch((error) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }
}

/** Permissions of our own, and on the disk for good. Returns the size. */
async function settleFile(path: string): Promise<number> {
  const file = await open(path, 'r+');
  try {
    await file.chmod(0o600);
    await file.sync();
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'cannot be read',
  EPERM: 'cannot be read',
  ENOSPC: 'does not fit on the disk',
  ENAMETOOLONG: 'has a name that is too long',
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return reasons[code] ?? `cannot be used (${code})`;
}

function tooLarge(name: string): RefusedError {
  return refuse(`${name} is larger than ${maxOutgoingBytes / 1024 / 1024} MB.`);
}

function refuse(sentence: string, cause?: unknown): RefusedError {
  return unusableFile(sentence, 'Nothing was sent. Choose another file.', cause);
}
