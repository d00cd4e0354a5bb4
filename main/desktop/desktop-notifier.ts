import type { NotificationConstructorOptions } from 'electron';
import type { IpcResponse } from '../../shared/ipc-contract.ts';
import { isQuiet } from '../../shared/quiet-hours.ts';
import type { DesktopSettings } from '../../shared/desktop-settings.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { Scope } from '../base/scope.ts';
import type { ElectronParts } from './electron-parts.ts';
import { Notifier } from './notifier.ts';
import type { DesktopApp } from './ports.ts';
import { TrayImages } from './tray-image.ts';
import type { AgentWindow } from './windows.ts';

export type DesktopNotifierOptions = {
  readonly electron: Pick<ElectronParts, 'app' | 'nativeImage' | 'Notification' | 'powerMonitor'>;
  readonly platform: string;
  readonly app: Pick<DesktopApp, 'router' | 'onEvent' | 'onOverview' | 'overview'>;
  readonly window: Pick<AgentWindow, 'focused' | 'show' | 'showOverlay' | 'showWith'>;
  /** As they are now. */
  readonly settings: () => DesktopSettings & { readonly 'agent.timeZone': string | null };
  readonly clock: Clock;
  readonly log: Logger;
};

/** Notifications and the badge of this system. */
export function openNotifier(options: DesktopNotifierOptions, scope: Scope): Notifier {
  const { electron, platform, app, window, settings, clock, log } = options;
  const { Notification } = electron;
  const isLocked = watchLock(electron.powerMonitor, scope);
  const notifier = new Notifier({
    create: (look: NotificationConstructorOptions) => new Notification(look),
    surroundings: () => {
      const now = settings();
      return {
        wanted: now['desktop.notifications'] && Notification.isSupported(),
        focused: window.focused,
        locked: isLocked(),
        quiet: isQuiet(now['desktop.quietHours'], clock.now(), now['agent.timeZone']),
        platform,
      };
    },
    open: ({ asked }) =>
      asked === null ? window.show() : window.showWith({ name: 'window:asked', payload: asked }),
    answer: (id, verdict) =>
      app.router.handle('action:answer', { id, verdict, via: 'notification' }),
    log,
  });
  scope.add('notifications', notifier);
  scope.defer(
    'what is notified',
    app.onEvent((name, payload) => notifier.hear(name, payload)),
  );
  void tellWaiting(app, notifier);
  showBadge(badgeOf(options), app, scope);
  return notifier;
}

/** What waits since an earlier run comes with no event, and expires. */
async function tellWaiting(
  app: Pick<DesktopApp, 'overview' | 'router'>,
  notifier: Notifier,
): Promise<void> {
  if (app.overview().waiting === 0) return;
  const answer = await app.router.handle('state:get', {});
  if (!answer.ok) return;
  const { revision, snapshot } = answer.value as IpcResponse<'state:get'>;
  const { approvals } = snapshot;
  notifier.hear('state:changed', { revision, change: { type: 'approvals-changed', approvals } });
}

/** macOS and Windows tell; on Linux it is the desktop's own setting what a locked screen shows. */
function watchLock(powerMonitor: ElectronParts['powerMonitor'], scope: Scope): () => boolean {
  let locked = false;
  const onLock = (): void => void (locked = true);
  const onUnlock = (): void => void (locked = false);
  powerMonitor.on('lock-screen', onLock);
  powerMonitor.on('unlock-screen', onUnlock);
  scope.defer('lock of the screen', () => {
    powerMonitor.off('lock-screen', onLock);
    powerMonitor.off('unlock-screen', onUnlock);
  });
  return () => locked;
}

/** Windows knows no number on an icon, but a small picture with words. */
function badgeOf({ electron, platform, window }: DesktopNotifierOptions): (count: number) => void {
  if (platform !== 'win32') return (count) => void electron.app.setBadgeCount(count);
  const images = new TrayImages(electron.nativeImage, platform);
  return (count) => {
    if (count === 0) window.showOverlay(null, '');
    else window.showOverlay(images.of('needs-you'), `${count} waiting for you`);
  };
}

/** How much waits for the owner; told only when it is another number. */
function showBadge(
  tell: (count: number) => void,
  app: Pick<DesktopApp, 'overview' | 'onOverview'>,
  scope: Scope,
): void {
  let shown = 0;
  const show = (): void => {
    const { waiting } = app.overview();
    if (waiting === shown) return;
    shown = waiting;
    tell(waiting);
  };
  show();
  scope.defer('badge', app.onOverview(show));
}
