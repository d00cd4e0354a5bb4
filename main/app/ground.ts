import { dirname, join } from 'node:path';
import type { RestoreMark } from '../../shared/restore.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Clock } from '../base/clock.ts';
import { systemClock } from '../base/clock.ts';
import { HeldClock } from '../base/held-clock.ts';
import { createLogger, errorFields } from '../base/log.ts';
import type { Logger } from '../base/log.ts';
import { Mask } from '../base/mask.ts';
import type { Proxies } from '../base/proxy.ts';
import type { Scope } from '../base/scope.ts';
import { DisclosureYes } from '../settings/disclosure-yes.ts';
import { ensureHome } from '../settings/home.ts';
import { rememberPlace } from '../settings/home-places.ts';
import { KeytarProcess } from '../settings/keytar-process.ts';
import { loadSettings } from '../settings/load-settings.ts';
import type { LoadedSettings } from '../settings/load-settings.ts';
import type { Secrets } from '../settings/ports.ts';
import { openSecrets } from '../settings/secrets.ts';
import type { OpenedSecrets } from '../settings/secrets.ts';
import { SettingsFile } from '../settings/settings-file.ts';
import type { StartOptions } from '../start-options.ts';
import { ConnectionBoard } from '../status/connections.ts';
import { applyStagedRestore } from '../store/backup/apply-restore.ts';
import { DiskShelf } from '../store/disk-shelf.ts';
import { dataFile, openStore } from '../store/store.ts';
import type { Store } from '../store/store.ts';
import { PauseSwitch } from '../thread/pause.ts';
import { claimHome } from './claim-home.ts';
import type { AppHost } from './host.ts';
import { joinProxies } from './proxies.ts';
import type { OpenedRehearsal } from './rehearsal.ts';
import { SecretCare } from './setup/secret-care.ts';

/** What everything else stands on. */
export type Ground = {
  readonly home: string;
  readonly loaded: LoadedSettings;
  readonly settings: Settings;
  readonly log: Logger;
  readonly clock: Clock;
  /** For connections to the outside: their timers stand still from the good night to the morning. */
  readonly awake: HeldClock;
  readonly store: Store;
  /** The newest backup that was restored; null for none. */
  readonly restored: RestoreMark | null;
  /** The bytes of attachments. */
  readonly shelf: DiskShelf;
  readonly board: ConnectionBoard;
  readonly secrets: Secrets;
  /** Changes them, for commands and window. */
  readonly secretCare: SecretCare;
  /** Asks the keychain anew; how it answered is in `secrets.keychain`. */
  readonly probeKeychain: () => Promise<void>;
  /** How the outside is reached; null: straight. */
  readonly proxies: Proxies | null;
  readonly pause: PauseSwitch;
  /** The one writer of `settings.json`, so that no change undoes another. */
  readonly settingsFile: SettingsFile;
  readonly rehearsal: OpenedRehearsal | null;
};

/** Path of a bundled script; bundles lie in one flat folder. */
export function bundledScript(name: string): string {
  return join(import.meta.dirname, name);
}

/** The home, claimed for this instance, with all that is kept in it. Throws HandedOver or AppError. */
export async function openGround(
  options: StartOptions,
  host: Pick<AppHost, 'starter' | 'held' | 'writeLog'>,
  scope: Scope,
): Promise<Ground> {
  const clock = systemClock;
  const home = await ensureHome(options.home);
  scope.add(
    'home',
    await claimHome(home, {
      show: options.open && !options.hidden,
      rehearsal: options.rehearsal,
      link: options.link,
    }),
  );
  const applied = await applyStagedRestore(home, clock.now());
  const loaded = await loadSettings({ home, env: process.env });
  const { settings, problems } = loaded;
  const mask = new Mask();
  const log = openLog(loaded, (line) => host.writeLog(mask.cover(line)));
  await putHomeInOrder(home, settings, log);
  if (applied) log.info('a backup was restored', { before: applied.before });
  const board = new ConnectionBoard();
  const rehearsal = options.rehearsal ? await rehearse({ home, clock, log }, scope) : null;
  const keychain = openKeychain({ home, settings, host, board, clock, log, mask }, scope);
  const secrets = rehearsal?.fix(keychain.secrets) ?? keychain.secrets;
  const { env } = process;
  const proxies = await joinProxies({ settings, problems, secrets, env, mask }, scope);
  const data = dataFile(home, options.rehearsal);
  const store = await openStore(data, bundledScript('store-worker.js'));
  const shelf = new DiskShelf(dirname(data));
  scope.add('store', store);
  // Without its store the app can keep nothing that it is told: it ends, and is started again.
  store.broken.catch((error: unknown) => {
    if (!scope.signal.aborted) throw error;
  });
  const settingsFile = new SettingsFile(home);
  const pause = openPause(settingsFile, loaded);
  const { probe: probeKeychain } = keychain;
  const restored = await store.lastRestore();
  const awake = new HeldClock(clock);
  const kept = { store, shelf, restored };
  const found = { home, loaded, settings, log, clock, awake, ...kept, board, rehearsal };
  const nextSettings = async () => (await loadSettings({ home, env })).settings;
  const secretCare = new SecretCare(secrets, nextSettings, clock);
  scope.add('former secrets', secretCare);
  return { ...found, secrets, secretCare, probeKeychain, proxies, pause, settingsFile };
}

/** What a start writes beside the settings; a start that cannot is no less a start. */
async function putHomeInOrder(home: string, settings: Settings, log: Logger): Promise<void> {
  await rememberPlace(home).catch((error: unknown) =>
    log.warn('the place of the home is not written down', errorFields(error)),
  );
  const words = settings['phone.disclosure'];
  await new DisclosureYes(home)
    .takeBackBeside(words)
    .catch((error: unknown) =>
      log.warn('the yes to calls without the first sentence stays', errorFields(error)),
    );
}

/** Loaded when it is wanted: the owner's own start does not pay for it. */
async function rehearse(
  parts: Pick<Ground, 'home' | 'clock' | 'log'>,
  scope: Scope,
): Promise<OpenedRehearsal> {
  const { openRehearsal } = await import('./rehearsal.ts');
  return openRehearsal(parts, scope);
}

function openLog({ settings, problems }: LoadedSettings, write: (line: string) => void): Logger {
  const log = createLogger('app', {
    level: settings['log.level'],
    diagnostics: settings['privacy.diagnostics'],
    write,
  });
  for (const { path, source, message } of problems) {
    log.warn('a setting was not taken', { path, source, message });
  }
  return log;
}

type KeychainParts = Pick<Ground, 'home' | 'settings' | 'board' | 'clock' | 'log'> & {
  readonly host: Pick<AppHost, 'starter' | 'held'>;
  readonly mask: Mask;
};

function openKeychain(parts: KeychainParts, scope: Scope): OpenedSecrets {
  const { home, settings, board, clock } = parts;
  const { starter, held } = parts.host;
  const log = parts.log.child('secrets');
  const enabled = settings['keychain.enabled'];
  const env = process.env;
  const keytar = new KeytarProcess({
    starter,
    script: bundledScript('keytar-child.js'),
    env,
    clock,
  });
  scope.add('keychain', keytar);
  const loadKeytar = (): Promise<KeytarProcess> => Promise.resolve(keytar);
  const onValue = (value: string): void => parts.mask.learn(value);
  const { signal } = scope;
  const more = { loadKeytar, held, onValue, signal };
  const opened = openSecrets({ home, env, enabled, clock, log, ...more });
  const { secrets } = opened;
  const show = (): void => board.set('keychain', secrets.keychain);
  scope.defer('keychain news', secrets.onChange(show));
  show();
  return opened;
}

function openPause(file: SettingsFile, { settings, fixedBy }: LoadedSettings): PauseSwitch {
  return new PauseSwitch({
    paused: settings['agent.paused'],
    fixedBy: fixedBy['agent.paused'] ?? null,
    persist: (paused) => file.write('agent.paused', paused),
  });
}
