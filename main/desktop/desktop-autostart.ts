import { homedir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'electron';
import { DesktopEntry, LoginApp, LoginItem } from './autostart.ts';
import type { Autostart, Program } from './autostart.ts';
import { appImageOf } from './startup.ts';

export type AutostartOptions = {
  readonly electron: { readonly app: App };
  readonly home: string;
  /** Where it was before it was moved. */
  readonly formerHomes: readonly string[];
  readonly isUsualHome: boolean;
  readonly platform: string;
};

/** The way of this system to start a program with the session. */
export function openAutostart(options: AutostartOptions): Autostart {
  const { electron, home, formerHomes, isUsualHome, platform } = options;
  const { app } = electron;
  if (platform === 'darwin') return new LoginApp(app, app.isPackaged && isUsualHome);
  const program = programOf(app, home);
  if (platform !== 'linux') return new LoginItem(app, program);
  const { XDG_CONFIG_HOME: folder = '' } = process.env;
  // The specification: only an absolute path counts.
  const config = folder.startsWith('/') ? folder : join(homedir(), '.config');
  return new DesktopEntry(config, { home, formerHomes, program });
}

/**
 * At each start: the program may lie elsewhere than at the last, and what was set to false while nothing ran is removed.
 * That only on Linux, where an entry says of which home it is.
 */
export function renewAutostart(autostart: Autostart, wanted: boolean, platform: string): void {
  if (wanted || platform === 'linux') autostart.set(wanted);
}

/** This very program, hidden. An AppImage is mounted elsewhere at each start, and says itself where its file is. */
function programOf(app: App, home: string): Program {
  const args = [...(app.isPackaged ? [] : [app.getAppPath()]), '--hidden', '--home', home];
  return { path: appImageOf(process) ?? process.execPath, args };
}
