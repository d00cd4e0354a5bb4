import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { closeDatabase, openDatabase } from '../../../../main/store/database.ts';
import type { Database } from '../../../../main/store/database.ts';
import { writeBackup } from '../../../../main/store/backup/write-backup.ts';
import { accept, resolve } from '../../../../main/store/inbox.ts';
import { sampleIncoming, sampleResolved } from '../../../fakes/thread-samples.ts';

export const attachment = 'files/11111111-aaaa-bbbb-cccc-000000000001/plan.txt';
export const backupAt = Date.UTC(2026, 10, 20, 10);

/** A home with data and files, and a folder for backups beside it. */
export class BackupScene implements AsyncDisposable {
  readonly root: string;
  readonly home: string;
  readonly path: string;

  constructor(root: string) {
    this.root = root;
    this.home = join(root, 'home');
    this.path = join(root, 'a.backup');
  }

  /** Writes the data file; `use` while it is open. */
  change(use: (db: Database) => void): void {
    const db = openDatabase(join(this.home, 'adjutant.db'));
    use(db);
    closeDatabase(db);
  }

  say(remoteId: string, at = 1000): void {
    this.change((db) => {
      const { message } = accept(db, sampleIncoming({ remoteId }));
      resolve(db, { id: message.id, resolved: sampleResolved({ text: remoteId, at }) });
    });
  }

  texts(): string[] {
    const texts: string[] = [];
    this.change((db) => {
      texts.push(
        ...db.sql.all`SELECT text FROM message ORDER BY at, id`.map((row) => String(row['text'])),
      );
    });
    return texts;
  }

  async put(name: string, content: string): Promise<void> {
    const path = join(this.home, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }

  read(name: string): Promise<string | null> {
    return readFile(join(this.home, name), 'utf8').catch(() => null);
  }

  /** Every file below the home with its content. */
  async everything(): Promise<Readonly<Record<string, string>>> {
    const entries = await readdir(this.home, { recursive: true, withFileTypes: true });
    const all = entries.map((entry) => join(entry.parentPath, entry.name));
    // SQLite takes these away when the last statement of a closed file is gone.
    const paths = all.filter((path) => !/-(?:wal|shm)$/u.test(path));
    const contents = await Promise.all(
      paths.map((path) => readFile(path, 'latin1').catch(() => 'a folder')),
    );
    return Object.fromEntries(paths.map((path, index) => [path, contents[index] ?? '']));
  }

  backup(change: { readonly path?: string; readonly force?: boolean } = {}) {
    return writeBackup({
      home: this.home,
      path: this.path,
      force: false,
      now: backupAt,
      ...change,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.root, { recursive: true });
  }
}

/** Two messages, settings, webhook paths, a file of a message, and what is never backed up. */
export async function openScene(): Promise<BackupScene> {
  const scene = new BackupScene(await mkdtemp(join(tmpdir(), 'adjutant-backup-')));
  await mkdir(scene.home);
  scene.say('zanzibar');
  scene.say('keepsake', 2000);
  await scene.put('settings.json', '{"agent.name":"Ada"}');
  await scene.put('webhook-paths.json', '{}');
  await scene.put(attachment, 'The plan.');
  await scene.put('voipbin-webhook.json', 'not to be kept');
  return scene;
}
