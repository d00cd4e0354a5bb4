import { describe, expect, test } from 'vitest';
import { createBridge } from '../../renderer/bridge.ts';
import { AppError, NetworkError, ProtocolError } from '../../shared/errors.ts';
import { FakeTransport } from './fake-transport.ts';

function bridged() {
  const transport = new FakeTransport();
  return { transport, bridge: createBridge(transport) };
}

const hello = { id: '6ad6d5ab-91a0-4a8f-9fd3-8e23b4b4a9d1', text: 'hello' };

describe('requests', () => {
  test('give the value of the answer', async () => {
    const { transport, bridge } = bridged();
    const asked = bridge.request('message:send', hello);
    expect(transport.last('message:send').payload).toEqual(hello);
    transport.last('message:send').answer({ messageId: 'm1' });
    await expect(asked).resolves.toEqual({ messageId: 'm1' });
  });

  test('reject with the error that main answered', async () => {
    const { transport, bridge } = bridged();
    const asked = bridge.request('message:send', hello);
    const error = { code: 'PAUSED', message: 'Paused.', remedy: 'Resume.', retryable: true };
    transport.last('message:send').refuse(error);
    const rejected = await asked.catch((reason: unknown) => reason);
    expect(rejected).toBeInstanceOf(AppError);
    expect(rejected).toMatchObject(error);
  });

  test('reject an answer that does not fit the contract', async () => {
    const { transport, bridge } = bridged();
    const asked = bridge.request('message:send', hello);
    transport.last('message:send').answer({ messageId: 7 });
    await expect(asked).rejects.toBeInstanceOf(ProtocolError);
  });

  test('reject an envelope that is none', async () => {
    const { transport, bridge } = bridged();
    const asked = bridge.request('message:send', hello);
    transport.last('message:send').refuse('broken');
    await expect(asked).rejects.toBeInstanceOf(ProtocolError);
  });

  test('hide the text of a bare error of the transport', async () => {
    const { transport, bridge } = bridged();
    const asked = bridge.request('message:send', hello);
    transport.last('message:send').fail(new Error('No handler registered for ipc:request'));
    const rejected = await asked.catch((reason: unknown) => reason);
    expect(rejected).toBeInstanceOf(NetworkError);
    expect(String(rejected)).not.toContain('handler');
  });
});

describe('events', () => {
  test('reach their listener parsed, and no other', () => {
    const { transport, bridge } = bridged();
    const heard: unknown[] = [];
    bridge.onEvent('state:changed', { received: (event) => heard.push(event) });
    const event = { revision: 2, change: { type: 'paused-changed', paused: true } };
    transport.event('state:changed', event);
    transport.event('window:shown', {});
    transport.event('unknown', event);
    expect(heard).toEqual([event]);
  });

  test('that are malformed are told as such', () => {
    const { transport, bridge } = bridged();
    const heard: string[] = [];
    bridge.onEvent('state:changed', {
      received: () => heard.push('received'),
      malformed: () => heard.push('malformed'),
    });
    transport.event('state:changed', { revision: 2, change: { type: 'from-the-future' } });
    expect(heard).toEqual(['malformed']);
  });

  test('end with the removal of the listener', () => {
    const { transport, bridge } = bridged();
    const remove = bridge.onEvent('window:shown', { received: () => expect.unreachable() });
    remove();
    transport.event('window:shown', {});
    expect(transport.listenerCount).toBe(0);
  });
});
