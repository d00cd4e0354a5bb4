import { EventEmitter } from 'node:events';
import type { IpcRenderer } from 'electron';
import { expect, test } from 'vitest';
import { createPageTransport } from '../../../main/desktop/page-transport.ts';
import { isRequestName } from '../../../main/desktop/request-names.ts';
import { ipcRequests } from '../../../shared/ipc-contract.ts';

function createTransport() {
  const invoked: unknown[] = [];
  const ipc = Object.assign(new EventEmitter(), {
    invoke: async (...args: unknown[]) => {
      invoked.push(args);
      return { ok: true, value: null };
    },
  });
  return { ipc, invoked, transport: createPageTransport(ipc as unknown as IpcRenderer) };
}

test('gives the page a request and an event, nothing else', () => {
  expect(Object.keys(createTransport().transport)).toEqual(['request', 'onEvent']);
});

test('passes on each request of the contract', async () => {
  const { transport, invoked } = createTransport();
  const names = Object.keys(ipcRequests);
  for (const name of names) await transport.request(name, { of: name });
  expect(invoked).toEqual(names.map((name) => ['ipc:request', name, { of: name }]));
});

test.each(['secret:get', 'constructor', '__proto__', '', 'ipc:request'])(
  'the name "%s" reaches nobody',
  async (name) => {
    const { transport, invoked } = createTransport();
    await expect(transport.request(name, {})).rejects.toThrow('no such request');
    expect(invoked).toEqual([]);
  },
);

test('a name that is no text is no name', () => {
  expect(isRequestName(['state:get'])).toBe(false);
});

test('gives the page an event without its sender, until it is removed', () => {
  const { transport, ipc } = createTransport();
  const heard: unknown[] = [];
  const remove = transport.onEvent((...args) => heard.push(args));
  ipc.emit('ipc:event', { sender: 'of the event' }, 'window:shown', {});
  remove();
  ipc.emit('ipc:event', {}, 'window:shown', {});
  expect(heard).toEqual([['window:shown', {}]]);
  expect(ipc.listenerCount('ipc:event')).toBe(0);
});
