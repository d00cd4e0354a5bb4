import { expect, test } from 'vitest';
import { createBridge } from '../../../renderer/bridge.ts';
import { createAppState, sentenceOf } from '../../../renderer/state/app-state.ts';
import { NetworkError, RefusedError } from '../../../shared/errors.ts';
import { FakeTransport, settled } from '../fake-transport.ts';
import { aMessage, aSnapshot } from '../messages.ts';

async function loaded() {
  const transport = new FakeTransport();
  const app = createAppState(createBridge(transport));
  const before = aSnapshot([aMessage('a', 1, { text: 'Same words' })]);
  transport.last('state:get').answer({ revision: 1, snapshot: before });
  await settled();
  return { transport, app, before };
}

const broken = new NetworkError('PAGE_CONNECTION_LOST', 'Lost.');

test('a message counts as sent when main has taken it', async () => {
  const { app, transport } = await loaded();
  const sending = app.sendMessage('Hello');
  transport.last('message:send').answer({ messageId: 'b' });
  await expect(sending).resolves.toBeUndefined();
});

test('a refusal comes back with its remedy', async () => {
  const { app, transport } = await loaded();
  const sending = app.sendMessage('Hello').catch((error: unknown) => sentenceOf(error));
  const error = { code: 'PAUSED', message: 'Paused.', remedy: 'Resume first.', retryable: false };
  transport.last('message:send').refuse(error);
  expect(await sending).toBe('Paused. Resume first.');
});

test('after a broken connection, a message that is in the thread was sent', async () => {
  const { app, transport, before } = await loaded();
  const sending = app.sendMessage('Same words');
  transport.become('lost');
  transport.last('message:send').fail(broken);
  await settled();
  transport.become('open');
  const arrived = aSnapshot([...before.messages, aMessage('b', 2, { text: 'Same words' })]);
  transport.last('state:get').answer({ revision: 1, snapshot: arrived });
  await expect(sending).resolves.toBeUndefined();
});

test('after a broken connection, a message that is not in the thread was not sent', async () => {
  const { app, transport, before } = await loaded();
  const sending = app.sendMessage('Same words').catch((error: unknown) => error);
  transport.become('lost');
  transport.last('message:send').fail(broken);
  await settled();
  transport.become('open');
  // The same words were said before; they are not mistaken for these.
  transport.last('state:get').answer({ revision: 1, snapshot: before });
  expect(await sending).toBe(broken);
});

test('a message whose answer never comes is looked for at once', async () => {
  const { app, transport, before } = await loaded();
  const sending = app.sendMessage('Hello').catch((error: unknown) => error);
  transport.last('message:send').fail(new NetworkError('PAGE_REQUEST_TIMEOUT', 'No answer.'));
  await settled();
  expect(transport.count('state:get')).toBe(2);
  transport.last('state:get').answer({ revision: 1, snapshot: before });
  expect(await sending).toBeInstanceOf(NetworkError);
});

test('nobody waits for the thread when the session is over', async () => {
  const { app, transport } = await loaded();
  const sending = app.sendMessage('Hello').catch((error: unknown) => error);
  transport.become('lost');
  transport.last('message:send').fail(broken);
  await settled();
  transport.become('ended');
  expect(await sending).toBe(broken);
});

test('the text of an unexpected error stays inside', () => {
  expect(sentenceOf(new Error('undefined is not a function'))).not.toContain('undefined');
  expect(sentenceOf(new RefusedError('X', 'Not now.'))).toBe('Not now.');
});
