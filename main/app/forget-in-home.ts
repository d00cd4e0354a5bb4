import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../../shared/settings.ts';
import { Emitter } from '../base/emitter.ts';
import type { Store } from '../store/store.ts';
import { Forget } from '../thread/keeping/forget.ts';
import type { MessageFiles } from '../thread/keeping/ports.ts';
import type { ThreadNews } from '../thread/news.ts';

/** `forget` of a home, with or without a running instance. */
export function createForget(
  {
    home,
    settings,
    store,
    files,
    news = new Emitter<ThreadNews>(),
  }: {
    readonly home: string;
    readonly settings: Settings;
    readonly store: Store;
    readonly files: MessageFiles;
    readonly news?: Emitter<ThreadNews>;
  },
  isOnCall: (who: string) => boolean = () => false,
): Forget {
  const elsewhere = (who: string): Promise<readonly string[]> => placesLeft(who, home, settings);
  return new Forget({ store, files, isOnCall, elsewhere, news });
}

/** Where somebody may still be found; what of it goes is the owner's to decide. */
async function placesLeft(
  who: string,
  home: string,
  settings: Settings,
): Promise<readonly string[]> {
  const lists = (['carbonvoice.allow', 'phone.allow'] as const)
    .filter((key) => settings[key].includes(who))
    .map((key) => `The setting ${key} names them: they may still write or call.`);
  const names = await readdir(home);
  const earlier = names
    .filter((name) => name.startsWith('before-restore-') || name === 'restore-staged')
    .map(
      (name) => `The folder ${name} in the home may hold them: delete it when it is not needed.`,
    );
  const logs = await Promise.all(
    names.filter((name) => name.startsWith('adjutant.log')).map((name) => logLeft(home, name)),
  );
  return [...lists, ...earlier, ...logs.flat(), 'Backups that were made before hold them still.'];
}

/** Only with `privacy.diagnostics` a log holds anything of anybody. */
async function logLeft(home: string, name: string): Promise<readonly string[]> {
  const text = await readFile(join(home, name), 'utf8');
  if (!text.includes('"private":')) return [];
  return [`The log ${name} in the home may hold them: delete it when it is not needed.`];
}
