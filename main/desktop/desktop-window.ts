import { join } from 'node:path';
import type { DesktopSettings } from '../../shared/desktop-settings.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { Scope } from '../base/scope.ts';
import { withoutTools } from './closed-doors.ts';
import type { ElectronParts } from './electron-parts.ts';
import { inSight, placeWindow } from './placement.ts';
import type { Area } from './placement.ts';
import { WindowSize } from './window-size.ts';
import { AgentWindow } from './windows.ts';
import type { WindowWays } from './windows.ts';
import { zoomByKeys } from './zoom.ts';

export type DesktopWindowOptions = {
  readonly electron: Pick<ElectronParts, 'app' | 'BrowserWindow' | 'screen'>;
  /** Absolute path of the preload script. */
  readonly preload: string;
  readonly home: string;
  readonly platform: string;
  readonly settings: DesktopSettings;
  /** Where the tray's icon is. */
  readonly trayPlace: () => Area | null;
  readonly onFocus: (focused: boolean) => void;
  readonly onHidden: () => void;
  readonly clock: Clock;
  readonly log: Logger;
};

/** The part of the settings that the window goes by. */
export function windowWays(settings: DesktopSettings): WindowWays {
  return {
    alwaysOnTop: settings['desktop.alwaysOnTop'],
    hideOnBlur: settings['desktop.hideOnBlur'],
    keepMs: settings['desktop.keepWindowMs'],
  };
}

/** The agent's window on the screens of this machine. */
export function openWindow(options: DesktopWindowOptions, scope: Scope): AgentWindow {
  const { electron, preload, home, platform, settings, trayPlace, clock, log } = options;
  const { onFocus, onHidden } = options;
  const { app, BrowserWindow, screen } = electron;
  const onMac = platform === 'darwin';
  const kept = new WindowSize(join(home, 'window.json'), log);
  const window = new AgentWindow({
    ...{ preload, ways: windowWays(settings), onFocus, onHidden, clock, log },
    create: (look) => {
      const made = new BrowserWindow(withoutTools(look, app.isPackaged));
      zoomByKeys(made.webContents, kept);
      return made;
    },
    size: kept,
    place: (size, left) => {
      const pointer = screen.getCursorScreenPoint();
      return placeWindow({
        size,
        tray: trayPlace(),
        pointer,
        screens: screen.getAllDisplays(),
        left,
      });
    },
    onSessionEnd: () => app.quit(),
    // An app without a dock icon neither gets the keyboard by itself nor gives it back.
    ...(onMac ? { onShow: () => app.focus({ steal: true }), onHide: () => app.hide() } : {}),
  });
  scope.add('window', window);
  const rescue = (): void => window.rescue((bounds) => inSight(bounds, screen.getAllDisplays()));
  screen.on('display-removed', rescue);
  screen.on('display-metrics-changed', rescue);
  scope.defer('screens', () => {
    screen.off('display-removed', rescue);
    screen.off('display-metrics-changed', rescue);
  });
  return window;
}
