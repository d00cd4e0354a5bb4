import { EventEmitter } from 'node:events';
import type { ForkOptions, UtilityProcess } from 'electron';
import { expect, test } from 'vitest';
import { silentLogger } from '../../../main/base/log.ts';
import { UtilityStarter } from '../../../main/desktop/utility-starter.ts';

class FakeUtility extends EventEmitter {
  pid: number | undefined;
  readonly posted: unknown[] = [];
  askedToEnd = 0;

  postMessage(message: unknown): void {
    this.posted.push(message);
  }
  kill(): boolean {
    this.askedToEnd += 1;
    return true;
  }
  spawn(pid: number): void {
    this.pid = pid;
    this.emit('spawn');
  }
}

function start(kill: (pid: number) => void = () => {}) {
  const utility = new FakeUtility();
  const forked: unknown[] = [];
  const fork = (script: string, args?: string[], options?: ForkOptions): UtilityProcess => {
    forked.push([script, args, options]);
    return utility as unknown as UtilityProcess;
  };
  const starter = new UtilityStarter({ utilityProcess: { fork }, log: silentLogger, kill });
  const child = starter.start('/app/child.js', { name: 'tunnel', env: { ONLY: 'this' } });
  return { child, utility, forked };
}

test('starts a named process with no environment but the given one and no output', () => {
  expect(start().forked).toEqual([
    ['/app/child.js', [], { serviceName: 'tunnel', env: { ONLY: 'this' }, stdio: 'ignore' }],
  ]);
});

test('messages go both ways', () => {
  const { child, utility } = start();
  const heard: unknown[] = [];
  child.onMessage((message) => heard.push(message));
  child.send({ open: 1 });
  utility.emit('message', { opened: 1 });
  expect([utility.posted, heard]).toEqual([[{ open: 1 }], [{ opened: 1 }]]);
});

test('is killed by its id, for a signal it cannot outlive', () => {
  const killed: number[] = [];
  const { child, utility } = start((pid) => killed.push(pid));
  utility.spawn(4711);
  child.kill();
  expect([killed, utility.askedToEnd]).toEqual([[4711], 0]);
});

test('a kill that comes before the process runs is kept for it', () => {
  const killed: number[] = [];
  const { child, utility } = start((pid) => killed.push(pid));
  child.kill();
  expect(killed).toEqual([]);
  utility.spawn(4711);
  expect(killed).toEqual([4711]);
});

test('after the exit nothing is sent and no id is killed, which may be another process by then', () => {
  const killed: number[] = [];
  const { child, utility } = start((pid) => killed.push(pid));
  utility.spawn(4711);
  utility.emit('exit', 0);
  child.send({ late: true });
  child.kill();
  expect([utility.posted, killed]).toEqual([[], []]);
});

test('a process that ended a moment ago is left to the runtime', () => {
  const { child, utility } = start(() => {
    throw new Error('ESRCH');
  });
  utility.spawn(4711);
  child.kill();
  expect(utility.askedToEnd).toBe(1);
});

test('tells the exit once, also to those who ask later', async () => {
  const { child, utility } = start();
  const codes: unknown[] = [];
  child.onExit((code) => codes.push(['early', code]));
  utility.emit('exit', 3);
  child.onExit((code) => codes.push(['late', code]));
  await Promise.resolve();
  expect(codes).toEqual([
    ['early', 3],
    ['late', 3],
  ]);
});

test('a process that cannot be started is one that ended', async () => {
  const fork = (): UtilityProcess => {
    throw new Error('before ready');
  };
  const starter = new UtilityStarter({ utilityProcess: { fork }, log: silentLogger });
  const child = starter.start('/app/child.js', { name: 'tunnel', env: {} });
  child.send({});
  child.kill();
  expect(child.pid).toBeUndefined();
  expect(await new Promise((resolve) => child.onExit(resolve))).toBeNull();
});
