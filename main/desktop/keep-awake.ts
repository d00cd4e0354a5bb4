import type { PowerSaveBlocker } from 'electron';
import type { Scope } from '../base/scope.ts';
import type { DesktopApp } from './ports.ts';

/** The machine does not fall asleep by itself during a call; the screen may, and whoever closes the lid means it. */
export function keepAwakeOnCalls(
  blocker: Pick<PowerSaveBlocker, 'start' | 'stop'>,
  app: Pick<DesktopApp, 'onCall' | 'onOverview'>,
  scope: Scope,
): void {
  let held: number | null = null;
  const letGo = (): void => {
    if (held !== null) blocker.stop(held);
    held = null;
  };
  const look = (): void => {
    if (!app.onCall()) letGo();
    else held ??= blocker.start('prevent-app-suspension');
  };
  look();
  scope.defer('sleep', letGo);
  scope.defer('calls that keep awake', app.onOverview(look));
}
