import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemClock } from './base/clock.ts';
import { createForget } from './app/forget-in-home.ts';
import type { ControlArgs } from './control/contract.ts';
import { takeInstanceLock } from './control/instance-lock.ts';
import { AuthError, RefusedError } from '../shared/errors.ts';
import { loadSettings } from './settings/load-settings.ts';
import { ensureHome } from './settings/home.ts';
import { applyStagedRestore } from './store/backup/apply-restore.ts';
import { openCommandKeytar } from './settings/command-keytar.ts';
import type { CommandKeytar } from './settings/command-keytar.ts';
import { keptForThisRun } from './settings/keychain-errors.ts';
import { KeytarSecrets } from './settings/keytar-secrets.ts';
import { closeDatabase, openToRead } from './store/database.ts';
import { openLocalStore } from './store/local-store.ts';
import type { Database } from './store/database.ts';
import { DiskShelf } from './store/disk-shelf.ts';
import { pageAfter } from './store/message.ts';
import { searchThread } from './store/search.ts';
import { dataFile } from './store/store.ts';
import { exportThread, toExportLine } from './thread/export.ts';
import { searchLines } from './thread/search-lines.ts';

type Tell = (value: unknown) => void;

/** What works on a home without a running instance. */
export class Offline {
  readonly #home: string;
  readonly #secrets: KeytarSecrets;

  constructor(home: string) {
    this.#home = home;
    const keytar = openCommandKeytar(join(import.meta.dirname, 'keytar-child.js'), process.env);
    const load = (): Promise<CommandKeytar> => Promise.resolve(keytar);
    this.#secrets = new KeytarSecrets({ home, clock: systemClock, load });
  }

  /** Throws RefusedError for a rehearsal. Loaded when it is wanted: it brings the clients of all services along. */
  async doctor(rehearsal: boolean, tell: Tell): Promise<void> {
    // It would be the owner's own accounts that are looked at.
    if (rehearsal) throw noRehearsal();
    const { examineStopped } = await import('./app/doctor/stopped.ts');
    const stopped = { home: this.#home, env: process.env };
    await examineStopped(stopped, tell, new AbortController().signal);
  }

  async export(since: number | null, rehearsal: boolean, tell: Tell): Promise<void> {
    await this.#read(rehearsal, async (db) => {
      const reader = {
        pageAfter: (query: Parameters<typeof pageAfter>[1]) =>
          Promise.resolve(pageAfter(db, query)),
      };
      for await (const message of exportThread(reader, since)) tell(toExportLine(message));
    });
  }

  async search(
    { text, last }: ControlArgs<'search'>,
    rehearsal: boolean,
    tell: Tell,
  ): Promise<void> {
    await this.#read(rehearsal, async (db) => {
      const reader = {
        searchThread: (query: Parameters<typeof searchThread>[1]) =>
          Promise.resolve(searchThread(db, query)),
      };
      for await (const line of searchLines(reader, text, last)) tell(line);
    });
  }

  /** With the home's lock, so that nothing starts on it meanwhile. */
  async forget({ who, yes }: ControlArgs<'forget'>, rehearsal: boolean, tell: Tell): Promise<void> {
    const home = this.#home;
    const path = await this.#dataFile(rehearsal);
    if (path === null) throw noThread();
    const lock = takeInstanceLock(home);
    if (lock === null) throw startsNow();
    try {
      const { settings } = await loadSettings({ home, env: process.env });
      const store = openLocalStore(path);
      try {
        const forget = createForget({ home, settings, store, files: new DiskShelf(dirname(path)) });
        tell(await (yes ? forget.forget(who) : forget.look(who)));
      } finally {
        await store.close();
      }
    } finally {
      lock.close();
    }
  }

  async #read(rehearsal: boolean, use: (db: Database) => Promise<void>): Promise<void> {
    const path = await this.#dataFile(rehearsal);
    if (path === null) return;
    const db = openToRead(path);
    try {
      await use(db);
    } finally {
      closeDatabase(db);
    }
  }

  /** The owner's thread, or the practised one where asked for or where there is no other; null for none. */
  async #dataFile(rehearsal: boolean): Promise<string | null> {
    const real = dataFile(this.#home, false);
    const practised = dataFile(this.#home, true);
    const usePractice = rehearsal || (!(await exists(real)) && (await exists(practised)));
    const path = usePractice ? practised : real;
    return (await exists(path)) ? path : null;
  }

  /** Of the owner's data, never of what was practised. */
  async backup(
    { path, force }: { readonly path: string; readonly force: boolean },
    tell: Tell,
  ): Promise<void> {
    const { writeBackup } = await import('./store/backup/write-backup.ts');
    const { createdAt, ...report } = await writeBackup({
      ...{ home: this.#home, path, force, now: systemClock.now() },
    });
    tell({ createdAt: toIso(createdAt), ...report });
  }

  /** At once where nothing runs; else at the next start, because what is in use cannot be taken away. */
  async restore(path: string, tell: Tell): Promise<void> {
    const home = await ensureHome(this.#home);
    const { stageRestore } = await import('./store/backup/stage-restore.ts');
    const { createdAt, counts } = await stageRestore(home, path);
    const found = { createdAt: toIso(createdAt), counts };
    const lock = takeInstanceLock(home);
    if (lock === null) return tell({ ...found, done: false, before: null });
    try {
      const applied = await applyStagedRestore(home, systemClock.now());
      tell({ ...found, done: true, before: applied?.before ?? null });
    } finally {
      lock.close();
    }
  }

  /**
   * There is nowhere to keep it but the keychain: throws AuthError when that is locked or missing, and RefusedError when
   * it is switched off, because the app would never look there.
   */
  async secretSet({ name, value }: ControlArgs<'secret-set'>, tell: Tell): Promise<void> {
    await this.#ask((secrets) => secrets.set(name, value));
    tell({ name, kept: 'keychain', detail: '' });
  }

  async secretDelete({ name }: ControlArgs<'secret-delete'>, tell: Tell): Promise<void> {
    tell({ name, deleted: await this.#ask((secrets) => secrets.delete(name)) });
  }

  async secretList(tell: Tell): Promise<void> {
    const names = (await this.#usesKeychain()) ? await this.#ask((one) => one.list()) : [];
    tell({ names });
  }

  async #ask<T>(request: (secrets: KeytarSecrets) => Promise<T>): Promise<T> {
    if (!(await this.#usesKeychain())) throw keychainIsOff();
    try {
      return await request(this.#secrets);
    } catch (error) {
      throw error instanceof AuthError ? withoutRun(error) : error;
    }
  }

  async #usesKeychain(): Promise<boolean> {
    const { settings } = await loadSettings({ home: this.#home, env: process.env });
    return settings['keychain.enabled'];
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function toIso(at: number): string {
  return new Date(at).toISOString();
}

function noThread(): RefusedError {
  return new RefusedError('NO_THREAD', 'There is no thread in that home.', 'Name it with --home.');
}

function noRehearsal(): RefusedError {
  return new RefusedError(
    'NO_REHEARSAL',
    'No rehearsal is running, and its services are there only while it runs.',
    'Start one and ask again, or ask without --rehearsal.',
  );
}

function startsNow(): RefusedError {
  return new RefusedError('HOME_TAKEN', 'Adjutant is starting or stopping.', 'Try again.');
}

/** What a keychain that does not open means where no run keeps anything. */
function withoutRun({ code, message, remedy, cause }: AuthError): AuthError {
  const other = `Or start Adjutant first: it keeps what is set then until it ends.`;
  return new AuthError(code, message, { remedy: remedy.replace(keptForThisRun, other), cause });
}

function keychainIsOff(): RefusedError {
  return new RefusedError(
    'KEYCHAIN_OFF',
    'The keychain is switched off, so that what is in it is not used.',
    'Set keychain.enabled (ADJUTANT_KEYCHAIN) to on, or start Adjutant first: then it is kept until that ends.',
  );
}
