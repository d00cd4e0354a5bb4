import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { App } from 'electron';
import { SettingsError } from '../../shared/errors.ts';
import { writeFileInPlace } from './write-file.ts';

/** What the system is to start. */
export type Program = {
  readonly path: string;
  readonly args: readonly string[];
};

/** Starting with the session of the owner. Throws SettingsError when it cannot be set. */
export interface Autostart {
  set(wanted: boolean): void;
}

export type EntryFacts = {
  /** Tells the entries of two homes apart. */
  readonly home: string;
  /** Where it was before it was moved: an entry of then starts what is not there any more. */
  readonly formerHomes: readonly string[];
  readonly program: Program;
};

/** Linux: a desktop entry in the autostart folder (freedesktop.org, Desktop Application Autostart Specification). */
export class DesktopEntry implements Autostart {
  readonly #path: string;
  readonly #homes: readonly string[];
  readonly #text: string;

  /** `folder` is `$XDG_CONFIG_HOME`. */
  constructor(folder: string, { home, formerHomes, program }: EntryFacts) {
    this.#path = join(folder, 'autostart', 'adjutant.desktop');
    this.#homes = [home, ...formerHomes];
    this.#text = desktopEntry(home, program);
  }

  set(wanted: boolean): void {
    try {
      const found = readIfAny(this.#path);
      // Somebody else's file, or that of another home, is not ours to write over or to delete.
      if (found !== null && !isOurs(found, this.#homes)) {
        if (wanted) throw foreign(this.#path);
        return;
      }
      if (!wanted && found !== null) rmSync(this.#path);
      if (wanted && found !== this.#text) {
        mkdirSync(dirname(this.#path), { recursive: true });
        writeFileInPlace(this.#path, this.#text);
      }
    } catch (error) {
      throw error instanceof SettingsError ? error : unwritable(error);
    }
  }
}

/**
 * Windows keeps a list of command lines. Electron quotes path and arguments itself (since 42; its typings still tell to do
 * so), and would take quotes of ours for a part of an argument.
 */
export class LoginItem implements Autostart {
  readonly #app: Pick<App, 'setLoginItemSettings'>;
  readonly #program: Program;

  constructor(app: Pick<App, 'setLoginItemSettings'>, program: Program) {
    this.#app = app;
    this.#program = program;
  }

  set(wanted: boolean): void {
    const { path, args } = this.#program;
    this.#app.setLoginItemSettings({ openAtLogin: wanted, path, args: [...args] });
  }
}

/** macOS keeps a list of apps: it starts the package by itself, and hands it no arguments. */
export class LoginApp implements Autostart {
  readonly #app: Pick<App, 'setLoginItemSettings'>;
  readonly #isFound: boolean;

  /** `isFound`: that start would be a start of this very app with this home. */
  constructor(app: Pick<App, 'setLoginItemSettings'>, isFound: boolean) {
    this.#app = app;
    this.#isFound = isFound;
  }

  set(wanted: boolean): void {
    if (this.#isFound) this.#app.setLoginItemSettings({ openAtLogin: wanted });
    // What is there then belongs to the home in its usual place.
    else if (wanted) throw notByItself();
  }
}

const mark = 'X-Adjutant-Home=';

/** The file that starts a program with the session. */
export function desktopEntry(home: string, { path, args }: Program): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Adjutant',
    'Comment=A personal AI chief of staff in the tray',
    `Exec=${[path, ...args].map(quoted).join(' ')}`,
    'Icon=adjutant',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    `${mark}${escaped(home)}`,
    '',
  ].join('\n');
}

/**
 * One argument of `Exec`: in quotes, where quote, backtick, dollar and backslash are escaped; `%` would be a field code;
 * then the whole value is a string of the file, in which a backslash is escaped once more.
 */
function quoted(argument: string): string {
  const inQuotes = argument.replaceAll(/["`$\\]/gu, '\\$&').replaceAll('%', '%%');
  return escaped(`"${inQuotes}"`);
}

/** A string of the file: on one line, whatever it has. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
}

function isOurs(text: string, homes: readonly string[]): boolean {
  const lines = text.split('\n');
  return homes.some((home) => lines.includes(`${mark}${escaped(home)}`));
}

function readIfAny(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function foreign(path: string): SettingsError {
  return new SettingsError(
    'AUTOSTART_TAKEN',
    'The session already starts an Adjutant that this one did not set up, so nothing was changed.',
    `Look at ${path}, and remove it if it is not wanted.`,
  );
}

function notByItself(): SettingsError {
  return new SettingsError(
    'AUTOSTART_ELSEWHERE',
    'macOS starts an app at login without arguments: only the package with the home in its usual place.',
    'Start without --home and ADJUTANT_HOME, or write a launch agent of your own.',
  );
}

function unwritable(error: unknown): SettingsError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return new SettingsError(
    'AUTOSTART_UNWRITABLE',
    `The start with the session cannot be set (${code}).`,
    'Look at the folder autostart in your configuration folder.',
  );
}
