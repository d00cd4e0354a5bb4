import { expect, test } from 'vitest';
import { createBridge } from '../../../renderer/bridge.ts';
import { createAppState, sentenceOf } from '../../../renderer/state/app-state.ts';
import { NetworkError, RefusedError } from '../../../shared/errors.ts';
import { FakeTransport, settled } from '../fake-transport.ts';
import { aMessage, aSnapshot } from '../messages.ts';

async function loaded() {
  const transport = new FakeTransport();
  const app = createAppState(createBridge(transport));
  const before = aSnapshot([aMessage('a', 1)]);
  transport.last('state:get').answer({ revision: 1, snapshot: before });
  await settled();
  return { transport, app };
}

const idOf = ({ payload }: { readonly payload: unknown }): unknown =>
  (payload as { readonly id: unknown }).id;

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

test('a message whose answer was lost is sent again under its id, once there is a connection', async () => {
  const { app, transport } = await loaded();
  const sending = app.sendMessage('Same words', ['upload-1']);
  const { payload } = transport.last('message:send');
  transport.become('lost');
  transport.last('message:send').fail(broken);
  await settled();
  expect(transport.retries).toBe(1);
  expect(transport.count('message:send')).toBe(1);
  transport.become('open');
  await settled();
  expect(transport.count('message:send')).toBe(2);
  expect(transport.last('message:send').payload).toEqual(payload);
  transport.last('message:send').answer({ messageId: 'b' });
  await expect(sending).resolves.toBeUndefined();
});

test('a message that is never answered is given up in the end, and keeps its id for another try', async () => {
  const { app, transport } = await loaded();
  const silence = new NetworkError('PAGE_REQUEST_TIMEOUT', 'No answer.');
  const sending = app.sendMessage('Hello').catch((error: unknown) => error);
  for (let attempts = 1; attempts <= 4; attempts += 1) {
    expect(transport.count('message:send')).toBe(attempts);
    transport.last('message:send').fail(silence);
    await settled();
  }
  expect(await sending).toBe(silence);
  const again = app.sendMessage('Hello');
  const ids = transport.asked.filter(({ name }) => name === 'message:send').map(idOf);
  expect(new Set(ids).size).toBe(1);
  transport.last('message:send').answer({ messageId: 'b' });
  await again;
  // The same words once more are a message of their own.
  void app.sendMessage('Hello');
  expect(ids).not.toContain(idOf(transport.last('message:send')));
});

test('other words, and words that were refused, have an id of their own', async () => {
  const { app, transport } = await loaded();
  const error = { code: 'FULL', message: 'Full.', remedy: '', retryable: false };
  const send = async (text: string): Promise<unknown> => {
    const sending = app.sendMessage(text).catch(() => 'refused');
    transport.last('message:send').refuse(error);
    await sending;
    return idOf(transport.last('message:send'));
  };
  expect(new Set([await send('a'), await send('a'), await send('b')]).size).toBe(3);
});

test('what is in the thread has arrived: the same words once more are another message', async () => {
  const { app, transport } = await loaded();
  const sending = app.sendMessage('Yes').catch((error: unknown) => error);
  for (let attempts = 1; attempts <= 4; attempts += 1) {
    transport.last('message:send').fail(new NetworkError('PAGE_REQUEST_TIMEOUT', 'No answer.'));
    await settled();
  }
  await sending;
  const id = idOf(transport.last('message:send'));
  const message = aMessage(String(id), 2, { text: 'Yes' });
  transport.event('state:changed', { revision: 2, change: { type: 'message-saved', message } });
  void app.sendMessage('Yes');
  expect(idOf(transport.last('message:send'))).not.toBe(id);
});

test('a refusal after an attempt that may have arrived keeps the id, because it may be there', async () => {
  const { app, transport } = await loaded();
  const sending = app.sendMessage('Yes').catch((error: unknown) => error);
  transport.last('message:send').fail(broken);
  await settled();
  const error = { code: 'FULL', message: 'Full.', remedy: '', retryable: false };
  transport.last('message:send').refuse(error);
  expect(await sending).toMatchObject({ code: 'FULL' });
  const id = idOf(transport.last('message:send'));
  void app.sendMessage('Yes');
  expect(idOf(transport.last('message:send'))).toBe(id);
});

test('an answer that is none leaves it open whether it arrived', async () => {
  const { app, transport } = await loaded();
  const sending = app.sendMessage('Yes');
  transport.last('message:send').answer({ nothing: true });
  await settled();
  expect(transport.count('message:send')).toBe(2);
  transport.last('message:send').answer({ messageId: 'b' });
  await expect(sending).resolves.toBeUndefined();
});

test('what surely did not leave is not tried by itself', async () => {
  const { app, transport } = await loaded();
  const closed = new NetworkError('PAGE_NOT_CONNECTED', 'No.', { mayHaveArrived: false });
  const sending = app.sendMessage('Hello').catch((error: unknown) => error);
  transport.last('message:send').fail(closed);
  expect(await sending).toBe(closed);
  expect(transport.count('message:send')).toBe(1);
});

test('nobody waits when the session is over, or the window closes', async () => {
  const { app, transport } = await loaded();
  const sending = app.sendMessage('Hello').catch((error: unknown) => error);
  transport.become('lost');
  transport.last('message:send').fail(broken);
  await settled();
  transport.become('ended');
  expect(await sending).toBe(broken);

  transport.become('lost');
  const other = app.sendMessage('Hello').catch((error: unknown) => error);
  transport.last('message:send').fail(broken);
  await settled();
  app.close();
  expect(await other).toBeInstanceOf(Error);
});

test('the text of an unexpected error stays inside', () => {
  expect(sentenceOf(new Error('undefined is not a function'))).not.toContain('undefined');
  expect(sentenceOf(new RefusedError('X', 'Not now.'))).toBe('Not now.');
});
