import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { App, RelaunchOptions } from 'electron';
import { SettingsError } from '../../shared/errors.ts';

/** Environment variables by name. */
type Environment = Readonly<Record<string, string | undefined>>;

// Switches that Chromium and Node read themselves and that therefore stand among ours.
const runtimeSwitch =
  /^(-psn_|--(no-sandbox|disable-|enable-|ozone-|inspect|remote-debugging-|user-data-dir|force-|js-flags|lang=|proxy-|use-gl|gtk-version|in-process-gpu|original-process-start-time|allow-file-access))/;

/** The arguments meant for us: without the runtime, the path of the app (unless packaged) and Chromium's switches. */
export function startArguments(argv: readonly string[], packaged: boolean): readonly string[] {
  const given = argv.slice(1);
  const app = packaged ? -1 : given.findIndex((argument) => !argument.startsWith('-'));
  return given.slice(app + 1).filter((argument) => !runtimeSwitch.test(argument));
}

/** What a process says of itself. */
type Running = Pick<NodeJS.Process, 'argv' | 'execPath'> & { readonly env: Environment };

/** The arguments of the next start of this app: shown, and as a rehearsal or not. A link was opened once. */
export function restartArguments(argv: readonly string[], rehearsal: boolean): string[] {
  const others = argumentsAgain(argv).filter(
    (argument) => !['--rehearsal', '--hidden', '--no-open'].includes(argument),
  );
  return rehearsal ? [...others, '--rehearsal'] : others;
}

/** How this program is started anew once it has ended; `args`: left out, as it was started itself. */
export function startAnew(running: Running, args?: string[]): RelaunchOptions {
  const image = appImageOf(running);
  return {
    args: args ?? argumentsAgain(running.argv),
    // Its mount, in which the running program lies, ends with it.
    ...(image === null ? {} : { execPath: image }),
  };
}

/**
 * The file of the AppImage that this program was started from, else null. Its variables are inherited: those of a terminal
 * that is an AppImage itself say nothing of us (AppImage type 2: APPIMAGE is the file, APPDIR its mount).
 */
export function appImageOf({ execPath, env }: Omit<Running, 'argv'>): string | null {
  const { APPIMAGE: file = '', APPDIR: mount = '' } = env;
  const isOurs = mount.startsWith('/') && real(execPath).startsWith(join(real(mount), '/'));
  return isOurs && file.startsWith('/') ? file : null;
}

/** macOS says that it was its list for the login that began this start, instead of handing over arguments. */
export function isAtLogin(app: Pick<App, 'getLoginItemSettings'>, platform: string): boolean {
  return platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
}

function argumentsAgain(argv: readonly string[]): string[] {
  return argv.slice(1).filter((argument) => !/^adjutant:/iu.test(argument));
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // Not there any more: as it is written.
    return path;
  }
}

/** True where the compositor, not the app, decides on global keys. */
export function isWayland(env: Environment, platform: string): boolean {
  return platform === 'linux' && (env.XDG_SESSION_TYPE === 'wayland' || !!env.WAYLAND_DISPLAY);
}

/** Value of `enable-features` with the portal for global keys added to what the owner enabled. */
export function withShortcutPortal(features: string): string {
  const portal = 'GlobalShortcutsPortal';
  const named = features.split(',').filter((feature) => feature !== '');
  return named.includes(portal) ? features : [...named, portal].join(',');
}

export type RuntimeFacts = {
  readonly home: string;
  readonly platform: string;
  readonly wayland: boolean;
};

/**
 * What the runtime must know before it is ready: its name, where its files lie, who may ask for keys.
 * Throws SettingsError when the home cannot hold a folder.
 */
export function prepareRuntime(
  app: Pick<App, 'setName' | 'setAppUserModelId' | 'setPath' | 'commandLine'>,
  { home, platform, wayland }: RuntimeFacts,
): void {
  app.setName('Adjutant');
  if (platform === 'win32') app.setAppUserModelId('app.adjutant.desktop');
  // Chromium's own files lie in the home, so that two homes share nothing; the folder must exist to be named.
  app.setPath('userData', makeProfile(join(home, 'chromium')));
  if (!wayland) return;
  const features = app.commandLine.getSwitchValue('enable-features');
  app.commandLine.appendSwitch('enable-features', withShortcutPortal(features));
}

function makeProfile(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  } catch {
    // Not the error of the file system, whose text has the path and thereby the user's name.
    const remedy = 'Choose another with --home, or make this one writable.';
    throw new SettingsError('HOME_UNUSABLE', 'The home folder cannot be written to.', remedy);
  }
}
