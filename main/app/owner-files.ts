import type { Dirent, Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { RefusedError } from '../../shared/errors.ts';
import { unusableFile } from '../base/unusable-file.ts';
import type { OwnerFile, OwnerFiles } from '../agent/tools/message-ports.ts';

export type OwnerFilesParts = {
  /** As the settings name them: absolute, or from the home folder by `~`. */
  readonly folders: readonly string[];
  /** The owner's home folder. */
  readonly home: string;
  /** The app's own folder, of which nothing is ever sent. */
  readonly own: string;
};

const maxFound = 10;
const maxDepth = 6;
/** More than a person keeps by hand, and looked through within a second or two. */
const maxEntries = 20_000;
/** Made by programs, in thousands. */
const skipped = new Set(['node_modules', '__pycache__']);

/**
 * The owner's files that may be sent: in the folders of the settings, whatever a path says on its way there. Nothing
 * hidden is among them, because keys and histories lie in hidden files and folders.
 */
export class FolderFiles implements OwnerFiles {
  readonly #parts: OwnerFilesParts;

  constructor(parts: OwnerFilesParts) {
    this.#parts = parts;
  }

  async look(path: string): Promise<OwnerFile> {
    const roots = await this.#roots();
    const expanded = this.#expand(path);
    const wanted = isAbsolute(expanded) ? [expanded] : roots.map((root) => join(root, expanded));
    for (const one of wanted) {
      const real = await realpath(resolve(one)).catch(() => null);
      // Whether something exists elsewhere is nobody's business: both are answered alike.
      if (real === null || !(await this.#isOffered(real, roots))) continue;
      const found = await stat(real);
      if (!found.isFile()) throw refuse(`${JSON.stringify(basename(real))} is no file.`);
      return toFile(real, found);
    }
    const all = this.#parts.folders.join(', ');
    throw refuse(
      `There is no file ${JSON.stringify(path)} in the folders from which files may be sent (${all}).`,
    );
  }

  async find(
    words: string,
    signal: AbortSignal,
  ): Promise<{ readonly files: readonly OwnerFile[]; readonly isWhole: boolean }> {
    const wanted = plain(words)
      .split(/\s+/u)
      .filter((word) => word !== '');
    const matches: string[] = [];
    let left = maxEntries;
    for await (const path of this.#walk(await this.#roots(), signal)) {
      left -= 1;
      if (left < 0) break;
      const name = plain(path.shown);
      if (wanted.every((word) => name.includes(word))) matches.push(path.real);
    }
    const files = (await Promise.all(matches.slice(0, 500).map(fileAt))).flatMap((one) => one);
    const byName = (file: OwnerFile): number =>
      wanted.every((word) => plain(basename(file.path)).includes(word)) ? 0 : 1;
    files.sort((a, b) => byName(a) - byName(b) || b.changedAt - a.changedAt);
    return { files: files.slice(0, maxFound), isWhole: left >= 0 };
  }

  /** Files of the folders, those near the top first. */
  async *#walk(
    roots: readonly string[],
    signal: AbortSignal,
  ): AsyncGenerator<{ readonly real: string; readonly shown: string }> {
    const own = await this.#own();
    const open = roots.map((root) => ({ root, folder: root, depth: 0 }));
    for (let place = open.shift(); place; place = open.shift()) {
      const { root, folder, depth } = place;
      signal.throwIfAborted();
      for (const entry of await entriesOf(folder)) {
        const real = join(folder, entry.name);
        if (entry.name.startsWith('.') || isUnder(real, own)) continue;
        // A symbolic link is neither: what it leads to is found where it is.
        if (entry.isFile()) yield { real, shown: relative(root, real) };
        const goesOn = entry.isDirectory() && depth < maxDepth && !skipped.has(entry.name);
        if (goesOn) open.push({ root, folder: real, depth: depth + 1 });
      }
    }
  }

  async #isOffered(real: string, roots: readonly string[]): Promise<boolean> {
    if (isUnder(real, await this.#own())) return false;
    return roots.some((root) => {
      if (!isUnder(real, root)) return false;
      const steps = relative(root, real).split(sep);
      return !steps.some((step) => step.startsWith('.'));
    });
  }

  /** The folders that there are, without symbolic links. */
  async #roots(): Promise<readonly string[]> {
    const found = await Promise.all(
      this.#parts.folders.map((folder) => realpath(this.#expand(folder)).catch(() => null)),
    );
    return [...new Set(found.flatMap((root) => root ?? []))];
  }

  async #own(): Promise<string> {
    return realpath(this.#parts.own).catch(() => this.#parts.own);
  }

  #expand(path: string): string {
    return /^~(?=$|[/\\])/u.test(path) ? join(this.#parts.home, path.slice(1)) : path;
  }
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  // One that cannot be read holds nothing that could be sent.
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** None where it is gone by now. */
async function fileAt(path: string): Promise<readonly OwnerFile[]> {
  const found = await stat(path).catch(() => null);
  return found ? [toFile(path, found)] : [];
}

function toFile(path: string, { size, mtimeMs }: Stats): OwnerFile {
  return { path, bytes: size, changedAt: mtimeMs };
}

function isUnder(path: string, folder: string): boolean {
  const steps = relative(folder, path);
  return steps === '' || (!isAbsolute(steps) && steps.split(sep)[0] !== '..');
}

function plain(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

function refuse(sentence: string): RefusedError {
  return unusableFile(
    sentence,
    'Look with find_file; another folder can be added in the settings (agent.fileFolders).',
  );
}
