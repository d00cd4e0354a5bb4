import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { Emitter } from '../../../main/base/emitter.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { Scope } from '../../../main/base/scope.ts';
import { openNotifier } from '../../../main/desktop/desktop-notifier.ts';
import type { DesktopNotifierOptions } from '../../../main/desktop/desktop-notifier.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

/** What a system shows of how much waits. */
function badgeOn(platform: string) {
  const shown: unknown[] = [];
  const changed = new Emitter<void>();
  const state = { waiting: 0 };
  const image = { addRepresentation: () => {}, setTemplateImage: () => {} };
  const electron = {
    app: { setBadgeCount: (count: number) => shown.push(count) },
    nativeImage: { createEmpty: () => image },
    powerMonitor: new EventEmitter(),
  };
  const window = {
    showOverlay: (icon: object | null, words: string) => shown.push([icon === image, words]),
  };
  const app = {
    overview: () => state,
    onOverview: changed.on.bind(changed),
    onEvent: () => () => {},
  };
  const parts = { electron, platform, app, window, clock: new FakeClock(), log: silentLogger };
  openNotifier(parts as unknown as DesktopNotifierOptions, new Scope());
  const wait = (count: number): void => {
    state.waiting = count;
    changed.emit();
  };
  return { shown, wait };
}

test('how much waits is a number on the icon, told once', () => {
  const { shown, wait } = badgeOn('darwin');
  wait(2);
  wait(2);
  wait(0);
  expect(shown).toEqual([2, 0]);
});

test('on Windows it is a picture on the button in the task bar, with words', () => {
  const { shown, wait } = badgeOn('win32');
  wait(2);
  wait(0);
  expect(shown).toEqual([
    [true, '2 waiting for you'],
    [false, ''],
  ]);
});
