import { errorFields } from '../base/log.ts';
import type { Scope } from '../base/scope.ts';
import type { Autostart } from './autostart.ts';
import { openAutostart } from './desktop-autostart.ts';
import type { AutostartOptions } from './desktop-autostart.ts';
import { openNotifier } from './desktop-notifier.ts';
import type { DesktopNotifierOptions } from './desktop-notifier.ts';
import type { Notifier } from './notifier.ts';

/** What the desktop has beside tray, window and keys; read after they are there. */
export type DesktopExtras = { readonly notifier: Notifier; readonly autostart: Autostart };

export function openExtras(
  options: DesktopNotifierOptions & AutostartOptions,
  scope: Scope,
): DesktopExtras {
  const { settings, log } = options;
  const autostart = openAutostart(options);
  try {
    // Anew at each start, because the program may lie elsewhere than at the last.
    if (settings()['desktop.startAtLogin']) autostart.set(true);
  } catch (error) {
    log.warn('the start with the session could not be set', errorFields(error));
  }
  return { autostart, notifier: openNotifier(options, scope) };
}
