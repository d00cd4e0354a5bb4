import { EventEmitter } from 'node:events';
import type { App } from 'electron';
import { expect, test } from 'vitest';
import { silentLogger } from '../../../main/base/log.ts';
import type { Logger } from '../../../main/base/log.ts';
import { quitInOrder } from '../../../main/desktop/quit.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

class FakeApp extends EventEmitter {
  readonly exits: number[] = [];
  held = 0;

  quit(): void {
    this.emit('before-quit', { preventDefault: () => (this.held += 1) });
  }
  exit(code: number): void {
    this.exits.push(code);
  }
}

function run(close: () => Promise<readonly Error[]>) {
  const app = new FakeApp();
  const signals = new EventEmitter();
  const clock = new FakeClock();
  const logged: string[] = [];
  const log: Logger = { ...silentLogger, error: (sentence) => void logged.push(sentence) };
  const exit = (code: number): void => app.exit(code);
  quitInOrder({ app: app as unknown as App, exit, signals, close, clock, log });
  return { app, signals, clock, logged };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('is held while everything closes, then exits with 0 and leaves no timer', async () => {
  const closing = Promise.withResolvers<readonly Error[]>();
  const { app, clock } = run(() => closing.promise);
  app.quit();
  await settled();
  expect([app.held, app.exits]).toEqual([1, []]);
  closing.resolve([]);
  await settled();
  expect([app.exits, clock.pending]).toEqual([[0], 0]);
});

test('asking again does not close again and does not get past', async () => {
  let closes = 0;
  const closing = Promise.withResolvers<readonly Error[]>();
  const { app } = run(() => {
    closes += 1;
    return closing.promise;
  });
  app.quit();
  app.quit();
  expect([closes, app.held, app.exits]).toEqual([1, 2, []]);
});

test('what does not close in time is left, within the five seconds a quit may take', async () => {
  const { app, clock, logged } = run(() => new Promise(() => {}));
  app.quit();
  await clock.advanceAsync(4_499);
  expect(app.exits).toEqual([]);
  await clock.advanceAsync(1);
  expect([app.exits, logged]).toEqual([[0], ['not closed in order']]);
});

test('what goes wrong while closing is logged and still exits with 0', async () => {
  const some = run(async () => [new Error('one'), new Error('two')]);
  some.app.quit();
  await settled();
  expect([some.app.exits, some.logged.length]).toEqual([[0], 2]);
  const all = run(() => Promise.reject(new Error('all')));
  all.app.quit();
  await settled();
  expect([all.app.exits, all.logged.length]).toEqual([[0], 1]);
});

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'])('%s quits in order', async (signal) => {
  const { app, signals } = run(async () => []);
  signals.emit(signal);
  await settled();
  expect([app.held, app.exits]).toEqual([1, [0]]);
});

test('the last window going is no reason to quit', () => {
  const { app } = run(async () => []);
  // Electron quits by itself when nobody listens.
  expect(app.emit('window-all-closed')).toBe(true);
  expect(app.exits).toEqual([]);
});
