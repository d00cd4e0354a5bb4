import { homedir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'electron';
import { DesktopEntry, LoginItem } from './autostart.ts';
import type { Autostart, Program } from './autostart.ts';

export type AutostartOptions = {
  readonly electron: { readonly app: App };
  readonly home: string;
  readonly platform: string;
};

/** The way of this system to start a program with the session. */
export function openAutostart({ electron, home, platform }: AutostartOptions): Autostart {
  const program = programOf(electron.app, home);
  if (platform !== 'linux') return new LoginItem(electron.app, program);
  const { XDG_CONFIG_HOME: folder = '' } = process.env;
  // The specification: only an absolute path counts.
  const config = folder.startsWith('/') ? folder : join(homedir(), '.config');
  return new DesktopEntry(config, { home, program });
}

/** This very program, hidden. An AppImage is mounted elsewhere at each start, and says itself where its file is. */
function programOf(app: App, home: string): Program {
  const args = [...(app.isPackaged ? [] : [app.getAppPath()]), '--hidden', '--home', home];
  return { path: process.env['APPIMAGE'] ?? process.execPath, args };
}
