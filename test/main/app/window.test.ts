import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { joinWindow } from '../../../main/app/window.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { Scope } from '../../../main/base/scope.ts';
import { CallDesk } from '../../../main/call/call-desk.ts';
import type { CallRecord } from '../../../main/call/ports.ts';
import { createSpeechCutter } from '../../../main/call/speakable.ts';
import { openTalk } from '../voice/talk-scene.ts';
import { Gate } from '../../../main/base/gate.ts';
import type { IpcRouter } from '../../../main/ipc/ipc-router.ts';
import { ConnectionBoard } from '../../../main/status/connections.ts';
import { DiskShelf } from '../../../main/store/disk-shelf.ts';
import { lastCalls } from '../../../main/store/call.ts';
import { openDatabase } from '../../../main/store/database.ts';
import type { Database } from '../../../main/store/database.ts';
import { insertMessage, pageBefore } from '../../../main/store/message.ts';
import { Desk, DeskChannel } from '../../../main/thread/desk.ts';
import { PauseSwitch } from '../../../main/thread/pause.ts';
import { ipcEvents, ipcRequests } from '../../../shared/ipc-contract.ts';
import type { IpcRequestName, Snapshot } from '../../../shared/ipc-contract.ts';
import { actionsScene } from '../agent/actions/hard-scene.ts';
import { payloads } from './window-payloads.ts';
import { anyDay } from '../../fakes/any-day.ts';
import { noDials } from '../../fakes/no-dials.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { editedNotes } from '../../fakes/edited-notes.ts';
import { FakeRehearsal } from '../../fakes/fake-rehearsal.ts';
import { SenderScene } from '../../fakes/sender-scene.ts';
import { setupScene } from '../../fakes/setup-scene.ts';
import { silentRecorder } from '../../fakes/silent-recorder.ts';
import { fakeOwner } from '../../fakes/call-owner.ts';
import { FakeTelephony } from '../../fakes/fake-telephony.ts';
import { viewParts } from '../../fakes/view-parts.ts';
import { sampleIncoming, sampleReply } from '../../fakes/thread-samples.ts';
import { callSettings } from '../call/call-scene.ts';
import { begunBook, createNumbers } from './numbers/number-scene.ts';
import { ThreadScene } from '../thread/thread-scene.ts';

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

const party = (target: string) => ({ type: 'tel', target, name: '' }) as const;
const ringing: CallRecord = {
  ...{ id: 'call-1', direction: 'incoming', status: 'ringing' },
  ...{ from: party('+12025550123'), to: party('+12025550199') },
  ...{ hangup: null, createdAt: null, answeredAt: null, endedAt: null },
};

/** A desk that takes every call. */
function openCalls() {
  const telephony = new FakeTelephony();
  const clock = new FakeClock();
  const desk = new CallDesk(
    {
      ...{ telephony, clock, log: silentLogger, gate: new Gate(true) },
      settings: { ...callSettings, greeting: 'Hello.' },
      policy: () => ({
        inbound: 'everyone',
        allow: [],
        ownNumbers: ['+12025550199'],
        hasMailbox: () => false,
      }),
      guard: () => {},
      ...{
        source: '+12025550199',
        maxConcurrentCalls: 2,
        day: anyDay,
        dials: noDials,
        ...fakeOwner(clock),
      },
      replies: {
        async *ask({ text }) {
          yield `You said: ${text}`;
        },
      },
      recorder: silentRecorder,
      createCutter: () => createSpeechCutter({ language: 'en-US' }),
      book: { begin: () => {}, end: () => {}, beginOther: () => {}, endOther: () => {} },
    },
    scope.signal,
  );
  const tell = (status: CallRecord['status']): void =>
    telephony.tell({ type: 'call-changed', call: { ...ringing, status } });
  return { desk, telephony, clock, tell };
}

async function beginUpload(router: IpcRouter): Promise<string> {
  const answer = await router.handle('upload:begin', { name: 'a.txt', bytes: 2 });
  return answer.ok ? (answer.value as { readonly uploadId: string }).uploadId : '';
}

async function setUp(rehearsal: FakeRehearsal | null = new FakeRehearsal()) {
  const scene = new ThreadScene({
    paused: true,
    channels: (ledger) => [new DeskChannel(ledger)],
  });
  const { inbox, outbox, care, news, clock, gate, ledger } = scene;
  const thread = { news, inbox, outbox, care, turns: { stop: () => true }, start: () => {} };
  const desk = new Desk({ inbox, news, gate, clock });
  const persist = (): Promise<void> => Promise.resolve();
  const pause = new PauseSwitch({ paused: false, fixedBy: null, persist });
  const board = new ConnectionBoard();
  const actions = actionsScene();
  const { openActions, listActions, actionsOfTurns } = actions.ledger;
  const reader = {
    ...{ openActions, listActions, actionsOfTurns },
    readMessage: ledger.readMessage,
    pageBefore: (query: Parameters<typeof pageBefore>[1]) => Promise.resolve(pageBefore(db, query)),
    lastCalls: (query: Parameters<typeof lastCalls>[1]) => Promise.resolve(lastCalls(db, query)),
  };
  const told = { version: '1.2.3', agentName: 'Ada' };
  const calls = openCalls();
  const home = await mkdtemp(join(tmpdir(), 'adjutant-window-'));
  scope.defer('home', () => rm(home, { recursive: true }));
  const { setup } = setupScene({ clock: calls.clock, home });
  await setup.secrets.replace('llm-key', 'before');
  const notes: string[] = [];
  const senders = new SenderScene();
  const numbers = createNumbers({ book: begunBook() }).care;
  const { router, publisher } = joinWindow(
    {
      ...{ ...told, thread: { ...thread, desk }, reader, pause, board, rehearsal },
      ...{ shelf: new DiskShelf(home), calls: calls.desk, clock: calls.clock, log: silentLogger },
      ...{ numbers, agent: actions, memory: { notes: editedNotes(calls.clock) } },
      ...{ senders: senders.senders, allowList: senders.allowList },
      phoneLog: { note: (callId, text) => void notes.push(`${callId} ${text}`) },
      views: await viewParts(calls.clock),
      setup,
      talk: openTalk(calls.clock),
    },
    scope,
  );
  const changes: unknown[] = [];
  publisher.changes.on((event) => changes.push(ipcEvents['state:changed'].parse(event).change));
  /** A message that could not be handled; gives its id. */
  const fail = async (): Promise<string> => {
    const { item } = await ledger.accept(sampleIncoming());
    await ledger.settle({ id: item.id, delivery: 'failed', reason: 'So.' });
    return item.id;
  };
  return { router, actions, pause, board, changes, news, calls, notes, numbers, fail, senders };
}

test.each(Object.keys(ipcRequests) as IpcRequestName[])(
  'answers %s in the form of the contract',
  async (name) => {
    const { router, actions, calls, numbers, fail } = await setUp();
    await numbers.load();
    await actions.ask();
    calls.tell('ringing');
    calls.tell('progressing');
    const isAboutOne = ['message:retry', 'message:drop'].includes(name);
    const uploadId = name === 'upload:append' ? await beginUpload(router) : null;
    const about = uploadId !== null ? { uploadId } : isAboutOne ? { messageId: await fail() } : {};
    const answer = await router.handle(name, { ...(payloads[name] as object), ...about });

    expect(answer).toMatchObject({ ok: true });
    const value = answer.ok ? answer.value : null;
    expect(ipcRequests[name].response.safeParse(value).success).toBe(true);
  },
);

test('pages the thread', async () => {
  const { router } = await setUp();
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

test('keeps up to where the owner has seen the thread, and tells each window that opens', async () => {
  const { router } = await setUp();
  const seen = async () => {
    const answer = await router.handle('state:get', {});
    return answer.ok && (answer.value as { snapshot: Snapshot }).snapshot.seen;
  };
  expect(await seen()).toBeNull();
  await router.handle('thread:seen', { at: 2, id: 'm2' });
  expect(await seen()).toEqual({ at: 2, id: 'm2' });
});

test('tells what was done for a reply, and has it in the pages of the thread', async () => {
  const { router, actions, changes } = await setUp();
  insertMessage(db, sampleReply({ id: 'r', at: 1, turnId: 'turn-1' }));

  await actions.ask();

  const steps = [{ id: 'action-1', state: 'pending', reason: null }];
  const page = await router.handle('thread:page', { before: { at: 5, id: 'z' }, limit: 5 });
  expect(page).toMatchObject({ ok: true, value: { messages: [{ id: 'r', steps }] } });
  expect(await router.handle('state:get', {})).toMatchObject({
    ...{ ok: true, value: { snapshot: { messages: [{ id: 'r', steps }] } } },
  });
  expect(changes).toContainEqual(
    expect.objectContaining({ type: 'step-changed', turnId: 'turn-1' }),
  );
});

test('tells the window what changes: pause, connections, faults', async () => {
  const { router, board, changes } = await setUp();

  await router.handle('agent:set-paused', { paused: true });
  board.set('llm', { status: 'connected', detail: 'tiny', remedy: '' });
  await router.handle('rehearsal:set-fault', { name: 'slow', on: true });

  expect(changes).toMatchObject([
    { type: 'paused-changed', paused: true },
    { type: 'connections-changed', connections: { llm: { status: 'connected' } } },
    { type: 'faults-changed', faults: [{ name: 'slow', on: true }] },
  ]);
});

test.each([
  ...(['rehearsal:send-message', 'rehearsal:set-fault', 'rehearsal:call'] as const),
  ...(['rehearsal:say', 'rehearsal:interrupt', 'rehearsal:hang-up'] as const),
])('refuses %s outside a rehearsal, with what to do', async (name) => {
  const { router } = await setUp(null);

  expect(await router.handle(name, payloads[name])).toMatchObject({
    ...{ ok: false, error: { code: 'NO_REHEARSAL' } },
  });
});

test('shows everything in the snapshot, and leaves no listener at its end', async () => {
  const { router, pause, board, news } = await setUp(null);

  const answer = await router.handle('state:get', {});
  expect(answer).toMatchObject({
    ok: true,
    value: { revision: 0, snapshot: { version: '1.2.3', agentName: 'Ada', rehearsal: null } },
  });
  const before = news.listenerCount;
  await scope.close();

  expect([pause.changed.listenerCount, board.changed.listenerCount]).toEqual([0, 0]);
  expect(news.listenerCount).toBe(before - 3);
});

test('shows a call while it goes on, with what was said, and a little longer when it has ended', async () => {
  const { router, calls, notes, changes } = await setUp();
  const shown = async () => {
    const answer = await router.handle('state:get', {});
    return answer.ok ? ipcRequests['state:get'].response.parse(answer.value).snapshot.calls : null;
  };
  const { tell, clock, desk } = calls;
  tell('ringing');
  expect(await shown()).toMatchObject([{ number: '+12025550123', state: 'waiting', muted: false }]);
  expect(await router.handle('call:say', { callId: 'call-1', text: 'Early' })).toMatchObject({
    ...{ ok: false, error: { code: 'CALL_NOT_LIVE' } },
  });

  tell('progressing');
  await clock.advanceAsync(5000);
  await router.handle('call:say', { callId: 'call-1', text: 'One moment please.' });
  await router.handle('call:mute', { callId: 'call-1', muted: true });
  await router.handle('call:note', { callId: 'call-1', text: 'Wants a refund' });
  await clock.advanceAsync(5000);
  const captions = [
    { by: 'agent', text: 'Hello.', unheard: null },
    { by: 'owner', text: 'One moment please.', unheard: null },
  ];
  expect(await shown()).toMatchObject([{ state: 'live', muted: true, captions }]);
  expect(changes.at(-1)).toMatchObject({ type: 'calls-changed', calls: [{ captions }] });
  expect(notes).toEqual(['call-1 Note: Wants a refund']);

  tell('ended');
  await clock.advanceAsync(1000);
  expect(desk.calls).toEqual([]);
  expect(await shown()).toMatchObject([
    { state: 'over', endedAt: expect.any(Number), outcome: 'answered' },
  ]);
  await clock.advanceAsync(15_000);
  expect(await shown()).toEqual([]);
});
