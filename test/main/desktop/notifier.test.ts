import { EventEmitter } from 'node:events';
import type { Notification, NotificationConstructorOptions } from 'electron';
import { expect, test } from 'vitest';
import { silentLogger } from '../../../main/base/log.ts';
import { Notifier } from '../../../main/desktop/notifier.ts';
import type { Action } from '../../../shared/action.ts';
import type { IpcAnswer } from '../../../shared/ipc-contract.ts';
import { pendingAction, toldMessage } from '../../fakes/notice-scene.ts';

class FakeNotification extends EventEmitter {
  readonly look: NotificationConstructorOptions;
  state = 'made';

  constructor(look: NotificationConstructorOptions) {
    super();
    this.look = look;
  }
  show(): void {
    this.state = 'shown';
  }
  close(): void {
    this.state = 'closed';
    this.emit('close', {});
  }
}

function openScene(answer: IpcAnswer = { ok: true, value: {} }) {
  const shown: FakeNotification[] = [];
  const opened: string[] = [];
  const answered: string[] = [];
  const around = { wanted: true, focused: false, locked: false, quiet: false, platform: 'darwin' };
  const notifier = new Notifier({
    create: (look) => {
      const made = new FakeNotification(look);
      shown.push(made);
      return made as unknown as Notification;
    },
    surroundings: () => around,
    open: ({ id }) => void opened.push(id),
    answer: async (id, verdict) => {
      answered.push(`${verdict} ${id}`);
      return answer;
    },
    log: silentLogger,
  });
  const tell = (...approvals: readonly Action[]): void =>
    notifier.hear('state:changed', { change: { type: 'approvals-changed', approvals } });
  return { notifier, shown, opened, answered, around, tell };
}

test('is told once, however often it is heard', () => {
  const { tell, shown } = openScene();
  tell(pendingAction());
  tell(pendingAction());
  expect(shown.map(({ state }) => state)).toEqual(['shown']);
});

test('a message that failed, was tried again and failed once more is told once more', () => {
  const { notifier, shown } = openScene();
  const failed = toldMessage({ channel: 'carbonvoice', delivery: 'failed', reason: 'Too old.' });
  const save = (message: typeof failed): void =>
    notifier.hear('state:changed', { change: { type: 'message-saved', message } });
  save(failed);
  save(failed);
  expect(shown.map(({ state }) => state)).toEqual(['shown']);
  save({ ...failed, delivery: 'queued' });
  save(failed);
  expect(shown.map(({ state }) => state)).toEqual(['closed', 'shown']);
});

test('is taken back when it is answered elsewhere, and when the window is looked at', () => {
  const { tell, shown, notifier } = openScene();
  tell(pendingAction());
  tell({ ...pendingAction(), state: 'denied' });
  expect(shown[0]?.state).toBe('closed');
  tell({ ...pendingAction(), id: 'a2' });
  notifier.clear();
  expect(shown[1]?.state).toBe('closed');
});

test('a click opens the window at it', () => {
  const { tell, shown, opened, answered } = openScene();
  tell(pendingAction());
  shown[0]?.emit('click', {});
  expect([opened, answered]).toEqual([['action a1'], []]);
});

test('a button decides, at once and only this', async () => {
  const { tell, shown, opened, answered } = openScene();
  tell(pendingAction());
  shown[0]?.emit('action', { actionIndex: 0 });
  await Promise.resolve();
  tell({ ...pendingAction(), id: 'a2' });
  shown[1]?.emit('action', { actionIndex: 1 });
  expect([opened, answered]).toEqual([[], ['approve a1', 'deny a2']]);
});

test('a button that is pressed on a screen locked since, or that nobody knows, only opens', () => {
  const { tell, shown, opened, answered, around } = openScene();
  tell(pendingAction());
  around.locked = true;
  shown[0]?.emit('action', { actionIndex: 0 });
  around.locked = false;
  tell({ ...pendingAction(), id: 'a2' });
  shown[1]?.emit('action', { actionIndex: 7 });
  expect([opened, answered]).toEqual([['action a1', 'action a2'], []]);
});

test('a yes that came too late opens the card, which says so', async () => {
  const error = { code: 'DECIDED', message: 'Too late.', remedy: '', retryable: false };
  const { tell, shown, opened } = openScene({ ok: false, error });
  tell(pendingAction());
  shown[0]?.emit('action', { actionIndex: 0 });
  await Promise.resolve();
  await Promise.resolve();
  expect(opened).toEqual(['action a1']);
});

test('closes twice without harm, and takes everything back', () => {
  const { tell, shown, notifier } = openScene();
  tell(pendingAction());
  notifier.close();
  notifier.close();
  expect(shown[0]?.state).toBe('closed');
});

test('what no window shows is told by the same rules, also beside a window in front', () => {
  const { notifier, around } = openScene();
  expect(notifier.mayNotify).toBe(true);
  around.focused = true;
  expect(notifier.mayNotify).toBe(true);
  for (const [name, value] of [
    ['wanted', false],
    ['locked', true],
    ['quiet', true],
  ] as const) {
    const before = around[name];
    around[name] = value;
    expect(notifier.mayNotify).toBe(false);
    around[name] = before;
  }
});
