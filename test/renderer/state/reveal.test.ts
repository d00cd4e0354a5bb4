import { expect, test } from 'vitest';
import { createBridge } from '../../../renderer/bridge.ts';
import { createAppState } from '../../../renderer/state/app-state.ts';
import { FakeTransport, settled } from '../fake-transport.ts';
import { aMessage, aSnapshot } from '../messages.ts';

async function opened(hasOlder: boolean) {
  const transport = new FakeTransport('open');
  const app = createAppState(createBridge(transport));
  const snapshot = aSnapshot([aMessage('new', 9)], { hasOlder });
  transport.last('state:get').answer({ revision: 1, snapshot });
  await settled();
  return { transport, app, revealed: () => app.store.getState().revealed };
}

test('a message that is loaded is shown at once, and again when it is asked for again', async () => {
  const { app, revealed } = await opened(true);
  await app.reveal('new');
  const first = revealed();
  await app.reveal('new');
  expect(first).toEqual({ messageId: 'new' });
  expect(revealed()).not.toBe(first);
});

test('an older message is fetched page by page', async () => {
  const { app, transport, revealed } = await opened(true);
  const done = app.reveal('old');
  transport.last('thread:page').answer({ messages: [aMessage('mid', 5)], hasOlder: true });
  await settled();
  expect(revealed()).toBeNull();
  transport.last('thread:page').answer({ messages: [aMessage('old', 2)], hasOlder: false });
  await done;
  expect(revealed()).toEqual({ messageId: 'old' });
});

test('a message that does not exist changes nothing', async () => {
  const { app, transport, revealed } = await opened(false);
  await app.reveal('gone');
  expect([revealed(), transport.count('thread:page')]).toEqual([null, 0]);
});

test('a page that cannot be fetched ends the search', async () => {
  const { app, transport, revealed } = await opened(true);
  const done = app.reveal('old');
  transport.last('thread:page').fail(new Error('no'));
  await done;
  expect([revealed(), transport.count('thread:page')]).toEqual([null, 1]);
});
