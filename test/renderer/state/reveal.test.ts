import { expect, test } from 'vitest';
import { createBridge } from '../../../renderer/bridge.ts';
import { createAppState } from '../../../renderer/state/app-state.ts';
import { shownMessages } from '../../../renderer/state/thread-window.ts';
import type { StateChange } from '../../../shared/ipc-contract.ts';
import { FakeTransport, settled } from '../fake-transport.ts';
import { aMessage, aReply, aSnapshot, idsOf } from '../messages.ts';

async function opened(hasOlder: boolean, ids = ['new']) {
  const transport = new FakeTransport('open');
  const app = createAppState(createBridge(transport));
  const messages = ids.map((id, index) => aMessage(id, 90 + index));
  const snapshot = aSnapshot(messages, { hasOlder });
  transport.last('state:get').answer({ revision: 1, snapshot });
  await settled();
  let revision = 1;
  return {
    ...{ transport, app, snapshot },
    revealed: () => app.store.getState().revealed,
    changed: (change: StateChange) =>
      transport.event('state:changed', { revision: (revision += 1), change }),
    shown: () => {
      const now = app.store.getState();
      return now.snapshot ? idsOf(shownMessages(now.snapshot.messages, now.past)).join('') : '';
    },
  };
}

const around = {
  messages: [aMessage('c', 3), aMessage('d', 4), aMessage('e', 5)],
  hasOlder: true,
  hasNewer: true,
};

/** Somewhere in the middle of the thread, with a hole before its end `yz`. */
async function openedInThePast() {
  const scene = await opened(true, ['y', 'z']);
  const done = scene.app.reveal('d');
  scene.transport.last('thread:around').answer(around);
  await done;
  return scene;
}

test('a message that is loaded is shown at once, and again when it is asked for again', async () => {
  const { app, revealed, transport } = await opened(true);
  await app.reveal('new');
  const first = revealed();
  await app.reveal('new');
  expect(first).toEqual({ messageId: 'new' });
  expect(revealed()).not.toBe(first);
  expect(transport.count('thread:around')).toBe(0);
});

test('a message anywhere is fetched with what is around it, by one request', async () => {
  const { transport, revealed, shown } = await openedInThePast();
  expect(transport.last('thread:around').payload).toEqual({ messageId: 'd', limit: 50 });
  expect([revealed(), shown()]).toEqual([{ messageId: 'd' }, 'cde']);
});

test('a message that does not exist changes nothing', async () => {
  const { app, transport, revealed, shown } = await opened(true);
  const done = app.reveal('gone');
  transport.last('thread:around').answer({ messages: [], hasOlder: false, hasNewer: false });
  await done;
  expect([revealed(), shown()]).toEqual([null, 'new']);
});

test('a message that cannot be fetched leaves everything as it is, and says so', async () => {
  const { app, transport, revealed, shown } = await opened(true);
  const done = app.reveal('old');
  transport.last('thread:around').fail(new Error('no'));
  await done;
  expect([revealed(), shown(), app.store.getState().older]).toEqual([null, 'new', 'failed']);
});

test('reading on, down to the end, closes the hole', async () => {
  const { app, transport, shown } = await openedInThePast();
  let loading = app.history.loadNewer();
  expect(transport.last('thread:after').payload).toMatchObject({ after: { id: 'e' } });
  transport.last('thread:after').answer({ messages: [aMessage('f', 6)], hasNewer: true });
  await loading;
  expect(shown()).toBe('cdef');
  loading = app.history.loadNewer();
  transport
    .last('thread:after')
    .answer({ messages: [aMessage('g', 7), aMessage('y', 90)], hasNewer: true });
  await loading;
  expect(shown()).toBe('cdefgyz');
  void app.history.loadNewer();
  expect(transport.count('thread:after')).toBe(2);
});

test('what comes meanwhile goes to the end, and not into what is read', async () => {
  const { app, changed, shown } = await openedInThePast();
  changed({ type: 'message-saved', message: aMessage('zz', 95) });
  changed({ type: 'message-saved', message: aMessage('d', 4, { text: 'edited' }) });
  changed({ type: 'messages-removed', messageIds: ['c'] });
  expect(shown()).toBe('de');
  expect(app.store.getState().past?.messages[0]?.text).toBe('edited');
  app.history.latest();
  expect(shown()).toBe('yzzz');
});

test('a page that was asked for before a jump to the end is not wanted any more', async () => {
  const { app, transport, shown } = await openedInThePast();
  const loading = app.history.loadOlder();
  app.history.latest();
  transport.last('thread:page').answer({ messages: [aMessage('b', 2)], hasOlder: true });
  await loading;
  expect([shown(), app.store.getState().older]).toEqual(['yz', 'idle']);
});

test('the very beginning is one request away', async () => {
  const { app, transport, shown } = await opened(true);
  const done = app.history.first();
  expect(transport.last('thread:after').payload).toMatchObject({ after: null });
  transport.last('thread:after').answer({ messages: [aMessage('a', 1)], hasNewer: true });
  expect(await done).toBe(true);
  expect(shown()).toBe('a');
  expect(app.store.getState().past?.hasOlder).toBe(false);
});

test('however much is read, only a part is kept', async () => {
  const { app, transport } = await openedInThePast();
  for (let page = 0; page < 8; page += 1) {
    const loading = app.history.loadOlder();
    const messages = Array.from({ length: 100 }, (_, index) =>
      aMessage(`p${100 + page}-${100 + index}`, -1_000 * page - 500 + index),
    );
    transport.last('thread:page').answer({ messages, hasOlder: true });
    await loading;
  }
  const past = app.store.getState().past;
  expect(past).toMatchObject({ joined: false, hasOlder: true });
  expect(past?.messages).toHaveLength(500);
  expect(past?.messages[0]?.id).toBe('p107-100');
});

test('however many come, only the end is kept, unless somebody reads further up', async () => {
  for (const isReading of [true, false]) {
    const { app, changed } = await opened(true);
    app.history.setReading(isReading);
    for (let index = 0; index < 450; index += 1) {
      changed({ type: 'message-saved', message: aReply(`m${1000 + index}`, 100 + index) });
    }
    const { snapshot, past } = app.store.getState();
    expect(snapshot?.messages.length).toBeLessThanOrEqual(400);
    expect(past?.messages.at(0)?.id).toBe(isReading ? 'new' : undefined);
    app.history.setReading(false);
    expect(app.store.getState()).toMatchObject({ past: null, snapshot: { hasOlder: true } });
  }
});

test('a reconnect leaves what is read where it is and reads it again', async () => {
  const { transport, snapshot, shown, app } = await openedInThePast();
  transport.become('lost');
  transport.become('open');
  transport.last('state:get').answer({ revision: 9, snapshot });
  await settled();
  expect(transport.last('thread:page').payload).toMatchObject({ limit: 3 });
  const messages = [aMessage('d', 4, { text: 'changed' }), aMessage('e', 5)];
  transport.last('thread:page').answer({ messages, hasOlder: false });
  await settled();
  expect([shown(), app.store.getState().past?.messages[0]?.text]).toEqual(['de', 'changed']);
});

test('when nearly everything at the end is deleted, the end is read anew', async () => {
  const { transport, changed } = await opened(true);
  changed({ type: 'messages-removed', messageIds: ['new'] });
  expect(transport.count('state:get')).toBe(2);
});
