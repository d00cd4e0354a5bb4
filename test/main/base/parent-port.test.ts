import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { openParentPort } from '../../../main/base/parent-port.ts';

class ForkHost extends EventEmitter {
  connected = true;
  readonly sent: unknown[] = [];

  send(message: unknown, ...[, , done]: [undefined, undefined, () => void]): void {
    this.sent.push(message);
    done();
  }
}

class UtilityPort extends EventEmitter {
  readonly sent: unknown[] = [];

  postMessage(message: unknown): void {
    this.sent.push(message);
  }
}

test('talks over the channel of a forked child', () => {
  const host = new ForkHost();
  const port = openParentPort(host);
  const heard: unknown[] = [];
  port.onMessage((message) => heard.push(message));

  port.send({ type: 'out' });
  host.emit('message', { type: 'in' });

  expect(host.sent).toEqual([{ type: 'out' }]);
  expect(heard).toEqual([{ type: 'in' }]);
});

test('tells of a lost channel, also of one that was lost before', () => {
  const host = new ForkHost();
  let lost = 0;
  openParentPort(host).onDisconnect(() => (lost += 1));
  expect(lost).toBe(0);
  host.emit('disconnect');
  expect(lost).toBe(1);

  host.connected = false;
  openParentPort(host).onDisconnect(() => (lost += 10));
  expect(lost).toBe(11);
});

test('talks over the port of a utility process, where there is one', () => {
  const parentPort = new UtilityPort();
  const port = openParentPort(Object.assign(new EventEmitter(), { parentPort }));
  const heard: unknown[] = [];
  port.onMessage((message) => heard.push(message));

  port.send({ type: 'out' });
  parentPort.emit('message', { data: { type: 'in' } });

  expect(parentPort.sent).toEqual([{ type: 'out' }]);
  expect(heard).toEqual([{ type: 'in' }]);
});

test('refuses to run without a parent', () => {
  expect(() => openParentPort(new EventEmitter())).toThrow(/child process/);
});
