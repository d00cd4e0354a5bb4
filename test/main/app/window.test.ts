import { afterEach, beforeEach, expect, test } from 'vitest';
import { joinWindow } from '../../../main/app/window.ts';
import type { Rehearsal } from '../../../main/app/window.ts';
import { Emitter } from '../../../main/base/emitter.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { Scope } from '../../../main/base/scope.ts';
import { ConnectionBoard } from '../../../main/status/connections.ts';
import { openDatabase } from '../../../main/store/database.ts';
import type { Database } from '../../../main/store/database.ts';
import { insertMessage, pageBefore } from '../../../main/store/message.ts';
import { Desk, DeskChannel } from '../../../main/thread/desk.ts';
import { PauseSwitch } from '../../../main/thread/pause.ts';
import type { ThreadReader } from '../../../main/thread/ports.ts';
import { ipcEvents, ipcRequests } from '../../../shared/ipc-contract.ts';
import type { IpcRequestName } from '../../../shared/ipc-contract.ts';
import { sampleReply } from '../../fakes/thread-samples.ts';
import { ThreadScene } from '../thread/thread-scene.ts';

class FakeRehearsal implements Rehearsal {
  readonly #changed = new Emitter<null>();
  on = false;

  faults() {
    return [{ name: 'slow', label: 'Answers slowly', on: this.on }];
  }

  setFault(_name: string, on: boolean): void {
    this.on = on;
    this.#changed.emit(null);
  }

  onFaultsChange(listener: () => void): () => void {
    return this.#changed.on(listener);
  }

  call() {
    return { callId: 'call-1' };
  }

  interrupt() {
    return { callId: 'call-1' };
  }

  hangUp() {
    return { callId: 'call-1' };
  }

  sendVoiceMessage({ text }: { readonly text: string }) {
    return Promise.resolve({ messageId: `practice ${text}`, conversationId: 'c' });
  }
}

let db: Database;
let scope: Scope;
beforeEach(() => {
  db = openDatabase(':memory:');
  scope = new Scope();
});
afterEach(async () => {
  await scope.close();
  db.file.close();
});

function setUp(rehearsal: Rehearsal | null = new FakeRehearsal()) {
  const { inbox, outbox, news, clock, gate } = new ThreadScene({
    paused: true,
    channels: (ledger) => [new DeskChannel(ledger)],
  });
  const thread = { news, inbox, outbox, start: () => {} };
  const desk = new Desk({ inbox, news, gate, clock });
  const persist = (): Promise<void> => Promise.resolve();
  const pause = new PauseSwitch({ paused: false, fixedBy: null, persist });
  const board = new ConnectionBoard();
  const reader: ThreadReader = {
    readMessage: () => Promise.reject(new Error('unasked')),
    pageAfter: () => Promise.reject(new Error('unasked')),
    pageBefore: (query) => Promise.resolve(pageBefore(db, query)),
  };
  const told = { version: '1.2.3', agentName: 'Ada', settingsProblems: [] };
  const { router, publisher } = joinWindow(
    { ...told, thread: { ...thread, desk }, reader, pause, board, rehearsal, log: silentLogger },
    scope,
  );
  const changes: unknown[] = [];
  publisher.changes.on((event) => changes.push(ipcEvents['state:changed'].parse(event).change));
  return { router, pause, board, changes, news };
}

const payloads: Readonly<Record<IpcRequestName, unknown>> = {
  'state:get': {},
  'thread:page': { before: { at: 5, id: 'z' }, limit: 10 },
  'message:send': { text: 'Hi' },
  'agent:set-paused': { paused: true },
  'rehearsal:send-message': { text: 'Hi' },
  'rehearsal:set-fault': { name: 'slow', on: true },
};

test.each(Object.keys(ipcRequests) as IpcRequestName[])(
  'answers %s in the form of the contract',
  async (name) => {
    const answer = await setUp().router.handle(name, payloads[name]);

    expect(answer).toMatchObject({ ok: true });
    const value = answer.ok ? answer.value : null;
    expect(ipcRequests[name].response.safeParse(value).success).toBe(true);
  },
);

test('pages the thread', async () => {
  const { router } = setUp();
  for (const [at, id] of [
    [1, 'a'],
    [2, 'b'],
    [9, 'c'],
  ] as const) {
    insertMessage(db, sampleReply({ id, at }));
  }

  expect(
    await router.handle('thread:page', { before: { at: 5, id: 'z' }, limit: 1 }),
  ).toMatchObject({ ok: true, value: { messages: [{ id: 'b' }], hasOlder: true } });
});

test('tells the window what changes: pause, connections, faults', async () => {
  const { router, board, changes } = setUp();

  await router.handle('agent:set-paused', { paused: true });
  board.set('llm', { status: 'connected', detail: 'tiny', remedy: '' });
  await router.handle('rehearsal:set-fault', { name: 'slow', on: true });

  expect(changes).toMatchObject([
    { type: 'paused-changed', paused: true },
    { type: 'connections-changed', connections: { llm: { status: 'connected' } } },
    { type: 'faults-changed', faults: [{ name: 'slow', on: true }] },
  ]);
});

test.each(['rehearsal:send-message', 'rehearsal:set-fault'] as const)(
  'refuses %s outside a rehearsal, with what to do',
  async (name) => {
    const { router } = setUp(null);

    expect(await router.handle(name, payloads[name])).toMatchObject({
      ...{ ok: false, error: { code: 'NO_REHEARSAL' } },
    });
  },
);

test('shows everything in the snapshot, and leaves no listener at its end', async () => {
  const { router, pause, board, news } = setUp(null);

  const answer = await router.handle('state:get', {});
  expect(answer).toMatchObject({
    ok: true,
    value: { revision: 0, snapshot: { version: '1.2.3', agentName: 'Ada', rehearsal: null } },
  });
  const before = news.listenerCount;
  await scope.close();

  expect([pause.changed.listenerCount, board.changed.listenerCount]).toEqual([0, 0]);
  expect(news.listenerCount).toBe(before - 1);
});
