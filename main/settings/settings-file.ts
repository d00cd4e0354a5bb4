import { readdir, realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SettingsError } from '../../shared/errors.ts';
import type { PolicyKey, SettingKey } from '../../shared/settings.ts';
import { isSettingKey } from '../../shared/settings.ts';
import { syncFolder, writeFileAtomically } from '../base/files.ts';
import { checkValue } from '../../shared/check-setting.ts';
import { placeSetting } from './place-setting.ts';
import type { JsonObject } from './settings-document.ts';
import { codeOf, readSettingsDocument, settingsPath } from './settings-document.ts';
import { isPolicyKey } from './settings-entries.ts';

const staleMs = 60_000;

/** Changes `<home>/settings.json`, one change after the other, and leaves everything else in it as it was. */
export class SettingsFile {
  readonly #path: string;
  #last: Promise<void> = Promise.resolve();

  constructor(home: string) {
    this.#path = settingsPath(home);
  }

  /**
   * Sets a value, or takes the setting out with `undefined`; durable when it resolves. Throws SettingsError
   * when the value is not allowed, or the file cannot be read or written: it is then left as it was.
   */
  write(key: SettingKey | PolicyKey, value: unknown): Promise<void> {
    const change = this.#last.then(() => this.#write(key, value));
    // The next change waits for this one, and is not stopped by its failure, which its own caller gets.
    this.#last = change.catch(() => undefined);
    return change;
  }

  async #write(key: SettingKey | PolicyKey, value: unknown): Promise<void> {
    checkChange(key, value);
    const document = await readSettingsDocument(this.#path);
    if (document.type === 'broken') {
      throw new SettingsError(
        'SETTINGS_FILE_BROKEN',
        `${document.message}, so nothing was changed in it.`,
        `Put ${this.#path} right, or move it away.`,
      );
    }
    const [text, root] = document.type === 'read' ? [document.text, document.root] : ['', {}];
    placeSetting(root, key, value);
    try {
      await replaceFile(this.#path, format(root, text));
    } catch (error) {
      throw new SettingsError(
        'SETTINGS_FILE_UNWRITABLE',
        `settings.json cannot be written (${codeOf(error)}).`,
        `Look at the folder of ${this.#path} and the space on its disk.`,
      );
    }
  }
}

function checkChange(key: string, value: unknown): void {
  if (!isSettingKey(key) && !isPolicyKey(key)) {
    throw new SettingsError('SETTING_UNKNOWN', 'There is no setting by that name.');
  }
  if (value === undefined) return;
  const [fault] = checkValue(key, value).faults;
  if (fault) throw new SettingsError('SETTING_INVALID', `${fault.path} ${fault.message}.`);
}

/** In the indentation in use, two spaces for a new file. */
function format(root: JsonObject, before: string): string {
  const indent = /^\{\s*?\n([ \t]+)"/u.exec(before)?.[1] ?? '  ';
  return `${JSON.stringify(root, null, indent)}\n`;
}

/** All or nothing, also when the process is killed or the power fails in between. */
async function replaceFile(path: string, text: string): Promise<void> {
  const target = await targetOf(path);
  await removeLeftovers(dirname(target), basename(target));
  await writeFileAtomically(target, text);
  await syncFolder(dirname(target));
}

/** Where a link leads, so that a file kept elsewhere is changed there and the link stays. */
async function targetOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    // There is no file yet.
    return path;
  }
}

/** Drafts of a process that was killed; a young one may be another process's, still at work. */
async function removeLeftovers(folder: string, name: string): Promise<void> {
  for (const each of await readdir(folder)) {
    if (!each.startsWith(`${name}.`) || !each.endsWith('.tmp')) continue;
    const path = join(folder, each);
    const found = await stat(path).catch(() => null);
    if (found !== null && Date.now() - found.mtimeMs > staleMs) await rm(path, { force: true });
  }
}
