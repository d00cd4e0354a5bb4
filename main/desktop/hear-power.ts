import type { PowerMonitor } from 'electron';
import type { Scope } from '../base/scope.ts';
import type { DesktopApp } from './ports.ts';

/** Tells the app of sleep, wake and a locked screen. */
export function hearPower(
  powerMonitor: Pick<PowerMonitor, 'on' | 'off'>,
  app: Pick<DesktopApp, 'suspending' | 'woke' | 'haltTalk'>,
  scope: Scope,
): void {
  const onSuspend = (): void => void app.suspending();
  const onResume = (): void => void app.woke();
  // Electron: macOS and Windows only; on Linux a recording ends by silence, Escape, hiding or its longest time.
  const onLock = (): void => app.haltTalk();
  powerMonitor.on('suspend', onSuspend);
  powerMonitor.on('resume', onResume);
  powerMonitor.on('lock-screen', onLock);
  scope.defer('power', () => {
    powerMonitor.off('suspend', onSuspend);
    powerMonitor.off('resume', onResume);
    powerMonitor.off('lock-screen', onLock);
  });
}
