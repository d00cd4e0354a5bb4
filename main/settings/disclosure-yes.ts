import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { leavesOutDisclosure } from '../../shared/check-setting.ts';
import { SettingsError } from '../../shared/errors.ts';
import { readFileIfAny, syncFolder, writeFileAtomically } from '../base/files.ts';
import { codeOf } from './settings-document.ts';

/**
 * The owner's yes to calls without the first sentence. It lies in the home beside the settings: an empty text in the
 * settings, which a slip, a copy or another program can put there, is not yet a yes.
 */
export class DisclosureYes {
  readonly #home: string;
  readonly #path: string;

  constructor(home: string) {
    this.#home = home;
    this.#path = join(home, 'disclosure-left-out.json');
  }

  /** Never throws: a yes that cannot be read is none. */
  async isGiven(): Promise<boolean> {
    const text = await readFileIfAny(this.#path).catch(() => null);
    return text !== null && text.trim() !== '';
  }

  /** Durable when it resolves; `at` is epoch ms. Throws SettingsError when it cannot be written. */
  async give(at: number): Promise<void> {
    const text = `${JSON.stringify({ yesAt: new Date(at).toISOString() })}\n`;
    await writeFileAtomically(this.#path, text).catch(fail);
  }

  /** Also where none was given. Throws SettingsError when it stays. */
  async takeBack(): Promise<void> {
    await rm(this.#path, { force: true }).catch(fail);
    await syncFolder(this.#home).catch(fail);
  }

  /**
   * Takes back a yes that stands beside words, as a file changed by hand or by a restore leaves it: an empty text that
   * comes later is a slip, and no yes. `words` are the first sentence in force. Throws SettingsError when it stays.
   */
  async takeBackBeside(words: string): Promise<void> {
    if (!leavesOutDisclosure('phone.disclosure', words) && (await this.isGiven())) {
      await this.takeBack();
    }
  }
}

function fail(error: unknown): never {
  throw new SettingsError(
    'SETTINGS_FILE_UNWRITABLE',
    `The yes to calls without the first sentence cannot be changed (${codeOf(error)}).`,
    'Look at the folder of the settings and the space on its disk.',
  );
}
