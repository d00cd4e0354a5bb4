import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sizeText } from '../../shared/attachments.ts';
import { unusableFile } from '../base/unusable-file.ts';
import type { GivenText, OwnerFile, OwnerFiles } from '../agent/tools/message-ports.ts';
import type { GivenFile } from '../thread/attachment-ports.ts';

export type GivenFilesParts = {
  /** Newest first. */
  readonly list: () => Promise<readonly GivenFile[]>;
  /** The folder of the data. */
  readonly root: string;
  /** The files in the owner’s folders. */
  readonly folders: OwnerFiles;
};

/** A model reads no more of one anyway; what is larger is no text that was written by hand. */
const maxTextBytes = 1024 * 1024;

/** What the owner gave at the desk, by its name, before the files of the folders: giving it is leave to use it. */
export class GivenFiles implements OwnerFiles {
  readonly #parts: GivenFilesParts;

  constructor(parts: GivenFilesParts) {
    this.#parts = parts;
  }

  async look(path: string): Promise<OwnerFile> {
    const given = await this.#newest(path);
    return given ?? this.#parts.folders.look(path);
  }

  async find(
    words: string,
    signal: AbortSignal,
  ): Promise<{ readonly files: readonly OwnerFile[]; readonly isWhole: boolean }> {
    return this.#parts.folders.find(words, signal);
  }

  /** The text of one that was given. Throws RefusedError where it has none. */
  async read(name: string): Promise<GivenText> {
    const file = await this.#newest(name);
    if (!file) {
      throw unusableFile(
        `No file ${JSON.stringify(name)} was given here.`,
        'Ask the owner to drop it.',
      );
    }
    const what = JSON.stringify(name);
    if (file.bytes > maxTextBytes) {
      throw unusableFile(
        `${what} is larger than ${sizeText(maxTextBytes)}.`,
        'Ask for the part of it.',
      );
    }
    const bytes = await readFile(file.path);
    try {
      return { name, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
    } catch {
      throw unusableFile(`${what} is no plain text and cannot be read.`, 'Ask for it as text.');
    }
  }

  /** Null where nothing by that name was given, or it is gone. */
  async #newest(name: string): Promise<OwnerFile | null> {
    const { list, root } = this.#parts;
    const given = (await list()).find((one) => one.name === name);
    if (!given) return null;
    const path = join(root, given.path);
    const found = await stat(path).catch(() => null);
    return found?.isFile() ? { path, bytes: found.size, changedAt: given.at } : null;
  }
}
