import { errorFields } from '../base/log.ts';
import type { Scope } from '../base/scope.ts';
import type { Autostart } from './autostart.ts';
import { openAutostart, renewAutostart } from './desktop-autostart.ts';
import type { AutostartOptions } from './desktop-autostart.ts';
import { openNotifier } from './desktop-notifier.ts';
import type { DesktopNotifierOptions } from './desktop-notifier.ts';
import type { ElectronParts } from './electron-parts.ts';
import { keepAwakeOnCalls } from './keep-awake.ts';
import { takeLinkScheme } from './link-scheme.ts';
import type { Notifier } from './notifier.ts';
import type { DesktopApp } from './ports.ts';

/** What the desktop has beside tray, window and keys; read after they are there. */
export type DesktopExtras = { readonly notifier: Notifier; readonly autostart: Autostart };

export type ExtrasOptions = DesktopNotifierOptions &
  Omit<AutostartOptions, 'formerHomes'> & {
    readonly app: Pick<DesktopApp, 'formerHomes' | 'onCall'>;
    readonly electron: Pick<ElectronParts, 'powerSaveBlocker'>;
  };

export function openExtras(options: ExtrasOptions, scope: Scope): DesktopExtras {
  const { electron, platform, settings, log } = options;
  takeLinkScheme(electron.app, platform);
  keepAwakeOnCalls(electron.powerSaveBlocker, options.app, scope);
  const autostart = openAutostart({ ...options, formerHomes: options.app.formerHomes() });
  try {
    renewAutostart(autostart, settings()['desktop.startAtLogin'], platform);
  } catch (error) {
    log.warn('the start with the session could not be set', errorFields(error));
  }
  return { autostart, notifier: openNotifier(options, scope) };
}
