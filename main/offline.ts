import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from './base/clock.ts';
import { createForkStarter } from './base/fork-starter.ts';
import type { ControlArgs } from './control/contract.ts';
import { KeytarProcess } from './settings/keytar-process.ts';
import { KeytarSecrets } from './settings/keytar-secrets.ts';
import { openDatabase } from './store/database.ts';
import type { Database } from './store/database.ts';
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
    // In a child process: a keychain that hangs would hold the exit of this one.
    const keytar = new KeytarProcess({
      starter: createForkStarter(),
      script: join(import.meta.dirname, 'keytar-child.js'),
      env: process.env,
      clock: systemClock,
    });
    const load = (): Promise<KeytarProcess> => Promise.resolve(keytar);
    this.#secrets = new KeytarSecrets({ home, clock: systemClock, load, limitMs: 5000 });
  }

  /** Loaded when it is wanted: it brings the clients of all services along. */
  async doctor(rehearsal: boolean, tell: Tell): Promise<void> {
    const { examineStopped } = await import('./app/doctor/stopped.ts');
    const stopped = { home: this.#home, rehearsal, env: process.env };
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

  /** The owner's thread, or the practised one where asked for or where there is no other. */
  async #read(rehearsal: boolean, use: (db: Database) => Promise<void>): Promise<void> {
    const real = dataFile(this.#home, false);
    const practised = dataFile(this.#home, true);
    const usePractice = rehearsal || (!(await exists(real)) && (await exists(practised)));
    const path = usePractice ? practised : real;
    if (!(await exists(path))) return;
    const db = openDatabase(path);
    try {
      await use(db);
    } finally {
      db.file.close();
    }
  }

  /** There is nowhere to keep it but the keychain: throws AuthError when that is locked or missing. */
  async secretSet({ name, value }: ControlArgs<'secret-set'>, tell: Tell): Promise<void> {
    await this.#secrets.set(name, value);
    tell({ name, kept: 'keychain', detail: '' });
  }

  async secretDelete({ name }: ControlArgs<'secret-delete'>, tell: Tell): Promise<void> {
    tell({ name, deleted: await this.#secrets.delete(name) });
  }

  async secretList(tell: Tell): Promise<void> {
    tell({ names: await this.#secrets.list() });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
