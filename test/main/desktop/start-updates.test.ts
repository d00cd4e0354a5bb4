import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { silentLogger } from '../../../main/base/log.ts';
import { DesktopHost } from '../../../main/desktop/desktop-host.ts';
import type { DesktopHostOptions } from '../../../main/desktop/desktop-host.ts';
import { closeAtQuit } from '../../../main/desktop/start-updates.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

/** A host that has not opened its window yet, and updates that wait for the quit. */
function openScene() {
  const done: string[] = [];
  const app = Object.assign(new EventEmitter(), {
    relaunch: () => void done.push('relaunch'),
    quit: () => void app.emit('before-quit'),
  });
  const host = new DesktopHost({
    electron: { app } as unknown as DesktopHostOptions['electron'],
    isUsualHome: true,
    ...{ preload: '', pageFolder: '', home: '', platform: 'linux', wayland: false },
    clock: new FakeClock(),
    log: silentLogger,
    writeLog: () => {},
  });
  const updates = { close: () => void done.push('close'), hold: () => void done.push('hold') };
  closeAtQuit(updates, app as unknown as Parameters<typeof closeAtQuit>[1], host);
  return { done, host };
}

test('a quit leaves the installing of what was wanted to the updater', () => {
  const { done, host } = openScene();
  host.quit();
  expect(done).toEqual(['close']);
});

test('a restart installs nothing', () => {
  const { done, host } = openScene();
  host.restart(true);
  expect(done).toEqual(['relaunch', 'close', 'hold']);
});

test('a restart that is asked for twice starts one process', () => {
  const { done, host } = openScene();
  host.restart(false);
  host.restart(false);
  expect(done.filter((one) => one === 'relaunch')).toHaveLength(1);
});

test('nobody is told of updates before there is what tells whether they may be disturbed', () => {
  expect(openScene().host.mayNotify).toBe(false);
});
