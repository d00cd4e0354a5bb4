import { describe, expect, test } from 'vitest';
import { createBridge } from '../../../renderer/bridge.ts';
import { createAppState } from '../../../renderer/state/app-state.ts';
import { shownMessages } from '../../../renderer/state/thread-window.ts';
import { NetworkError } from '../../../shared/errors.ts';
import type { StateChange } from '../../../shared/ipc-contract.ts';
import { FakeTransport, settled } from '../fake-transport.ts';
import { aMessage, aSnapshot, idsOf } from '../messages.ts';

function saved(id: string, at: number): StateChange {
  return { type: 'message-saved', message: aMessage(id, at) };
}

function opened(connection: 'open' | 'connecting' = 'open') {
  const transport = new FakeTransport(connection);
  const app = createAppState(createBridge(transport));
  return {
    transport,
    app,
    shown: () => {
      const { snapshot, past } = app.store.getState();
      return snapshot ? idsOf(shownMessages(snapshot.messages, past)) : [];
    },
    changed: (revision: number, change: StateChange) =>
      transport.event('state:changed', { revision, change }),
    load: async (revision: number, snapshot = aSnapshot()) => {
      transport.last('state:get').answer({ revision, snapshot });
      await settled();
    },
  };
}

describe('loading', () => {
  test('begins at once when the page is connected', async () => {
    const { app, load, shown } = opened();
    expect(app.store.getState().snapshot).toBeNull();
    await load(1, aSnapshot([aMessage('a', 1)]));
    expect(shown()).toEqual(['a']);
  });

  test('waits for the connection', () => {
    const { transport } = opened('connecting');
    expect(transport.count('state:get')).toBe(0);
    transport.become('open');
    expect(transport.count('state:get')).toBe(1);
  });

  test('takes up the changes that came before the snapshot, and drops those it holds already', async () => {
    const { changed, load, shown } = opened();
    changed(4, saved('held', 4));
    changed(5, saved('held too', 5));
    changed(6, saved('new', 6));
    await load(5, aSnapshot([aMessage('a', 1)]));
    expect(shown()).toEqual(['a', 'new']);
  });

  test('says why it failed, and can be tried again', async () => {
    const { app, transport, load } = opened();
    transport.last('state:get').fail(new NetworkError('X', 'No answer in time.'));
    await settled();
    expect(app.store.getState().loadProblem).toBe('No answer in time.');
    app.retry();
    await load(1);
    expect(app.store.getState()).toMatchObject({ loadProblem: null, snapshot: { paused: false } });
  });
});

describe('changes', () => {
  test('apply in their order, each once', async () => {
    const { changed, load, shown, transport } = opened();
    await load(1);
    changed(2, saved('a', 1));
    changed(2, saved('again', 1));
    changed(1, saved('old', 1));
    changed(3, saved('b', 2));
    expect(shown()).toEqual(['a', 'b']);
    expect(transport.count('state:get')).toBe(1);
  });

  test('with a gap between them load everything again', async () => {
    const { changed, load, shown, transport } = opened();
    await load(1);
    changed(3, saved('b', 2));
    expect(shown()).toEqual([]);
    expect(transport.count('state:get')).toBe(2);
    await load(3, aSnapshot([aMessage('a', 1), aMessage('b', 2)]));
    expect(shown()).toEqual(['a', 'b']);
  });

  test('that are malformed load everything again', async () => {
    const { load, transport } = opened();
    await load(1);
    transport.event('state:changed', { revision: 2, change: { type: 'from-the-future' } });
    expect(transport.count('state:get')).toBe(2);
  });

  test('of a restarted app count from the start again', async () => {
    const { changed, load, shown, transport } = opened();
    await load(90, aSnapshot([aMessage('a', 1)]));
    transport.become('lost');
    transport.become('open');
    await load(1, aSnapshot([aMessage('a', 1), aMessage('b', 2)]));
    changed(2, saved('c', 3));
    expect(shown()).toEqual(['a', 'b', 'c']);
  });

  test('ask for the focus each time the window is shown', async () => {
    const { app, transport } = opened();
    transport.event('window:shown', {});
    transport.event('window:shown', {});
    expect(app.store.getState().shownCount).toBe(2);
  });
});

describe('older messages', () => {
  const newest = aSnapshot([aMessage('e', 5), aMessage('f', 6)], { hasOlder: true });

  test('are asked for before the oldest one and put above it', async () => {
    const { app, transport, load, shown } = opened();
    await load(1, newest);
    const loading = app.history.loadOlder();
    void app.history.loadOlder();
    expect(transport.count('thread:page')).toBe(1);
    expect(transport.last('thread:page').payload).toEqual({
      before: { at: aMessage('e', 5).at, id: 'e' },
      limit: 100,
    });
    transport.last('thread:page').answer({ messages: [aMessage('d', 4)], hasOlder: false });
    await loading;
    expect(shown()).toEqual(['d', 'e', 'f']);
    expect(app.store.getState()).toMatchObject({ older: 'idle', past: { hasOlder: false } });
  });

  test('are shown as they are now, when they change while their page is on its way', async () => {
    const { app, transport, changed, load } = opened();
    await load(1, newest);
    const loading = app.history.loadOlder();
    changed(2, { type: 'message-saved', message: aMessage('d', 4, { delivery: 'failed' }) });
    transport.last('thread:page').answer({ messages: [aMessage('d', 4)], hasOlder: false });
    await loading;
    expect(app.store.getState().past?.messages[0]?.delivery).toBe('failed');
  });

  test('that could not be loaded can be asked for again', async () => {
    const { app, transport, load } = opened();
    await load(1, newest);
    const loading = app.history.loadOlder();
    transport.last('thread:page').fail(new NetworkError('X', 'Lost.'));
    await loading;
    expect(app.store.getState().older).toBe('failed');
    void app.history.loadOlder();
    expect(transport.count('thread:page')).toBe(2);
  });

  test('stay over a reconnect and are read again', async () => {
    const { app, transport, load, shown } = opened();
    await load(1, newest);
    const loading = app.history.loadOlder();
    transport.last('thread:page').answer({ messages: [aMessage('d', 4)], hasOlder: true });
    await loading;
    transport.become('lost');
    transport.become('open');
    await load(1, newest);
    expect(shown()).toEqual(['d', 'e', 'f']);
    const changed = aMessage('d', 4, { text: 'changed meanwhile' });
    transport.last('thread:page').answer({ messages: [changed], hasOlder: true });
    await settled();
    expect(app.store.getState().past?.messages[0]?.text).toBe('changed meanwhile');
  });

  test('give way to a snapshot that does not reach them', async () => {
    const { transport, load, shown } = opened();
    await load(1, newest);
    transport.become('lost');
    transport.become('open');
    await load(1, aSnapshot([aMessage('y', 50), aMessage('z', 51)], { hasOlder: true }));
    expect(shown()).toEqual(['y', 'z']);
  });
});

test('nothing is left behind when it is closed', async () => {
  const { app, transport, load } = opened();
  app.close();
  expect(transport.listenerCount).toBe(0);
  await load(1, aSnapshot([aMessage('late', 1)]));
  expect(app.store.getState().snapshot).toBeNull();
});
