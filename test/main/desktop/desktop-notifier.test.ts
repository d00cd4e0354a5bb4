import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { Emitter } from '../../../main/base/emitter.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { Scope } from '../../../main/base/scope.ts';
import { openNotifier } from '../../../main/desktop/desktop-notifier.ts';
import type { DesktopNotifierOptions } from '../../../main/desktop/desktop-notifier.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { pendingAction } from '../../fakes/notice-scene.ts';

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

test('what waits since an earlier run is notified', async () => {
  const action = pendingAction();
  const shown: string[] = [];
  class FakeNotification extends EventEmitter {
    static readonly isSupported = () => true;
    readonly body: string;
    constructor({ body }: { readonly body: string }) {
      super();
      this.body = body;
    }
    show(): void {
      shown.push(this.body);
    }
    close(): void {}
  }
  const snapshot = { approvals: [action] };
  const app = {
    ...{ overview: () => ({ waiting: 1 }), onOverview: () => () => {}, onEvent: () => () => {} },
    router: { handle: async () => ({ ok: true, value: { revision: 1, snapshot } }) },
  };
  const electron = {
    ...{ app: { setBadgeCount: () => {} }, powerMonitor: new EventEmitter() },
    Notification: FakeNotification,
  };
  const settings = () => ({
    ...{ 'desktop.notifications': true, 'desktop.quietHours': null, 'agent.timeZone': 'UTC' },
  });
  const parts = {
    ...{ electron, platform: 'linux', app, window: { focused: false }, settings },
    ...{ clock: new FakeClock(), log: silentLogger },
  };
  openNotifier(parts as unknown as DesktopNotifierOptions, new Scope());
  await expect.poll(() => shown).toEqual([action.summary]);
});
