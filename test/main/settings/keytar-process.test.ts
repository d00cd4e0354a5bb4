import { expect, test } from 'vitest';
import type { ChildProcessHandle, ChildProcessStarter } from '../../../main/base/child-process.ts';
import type { KeytarRequest } from '../../../main/settings/keytar-protocol.ts';
import { isKeytarRequest } from '../../../main/settings/keytar-protocol.ts';
import { KeytarProcess } from '../../../main/settings/keytar-process.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

class FakeChild implements ChildProcessHandle {
  readonly pid = 1;
  readonly requests: KeytarRequest[] = [];
  killed = 0;
  reply: (message: unknown) => void = () => {};
  exit: (code: number | null) => void = () => {};

  send(message: unknown): void {
    if (isKeytarRequest(message)) this.requests.push(message);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.reply = listener;
  }

  onExit(listener: (code: number | null) => void): void {
    this.exit = listener;
  }

  kill(): void {
    this.killed += 1;
  }
}

function open() {
  const children: FakeChild[] = [];
  const environments: Readonly<Record<string, string>>[] = [];
  const starter: ChildProcessStarter = {
    start: (_, { env }) => {
      const child = new FakeChild();
      children.push(child);
      environments.push(env);
      return child;
    },
  };
  const clock = new FakeClock();
  const env = {
    ...{ PATH: '/bin', ADJUTANT_LLM_KEY: 'hidden', NOTHING: undefined },
    ALL_PROXY: 'http://anna:hidden@proxy.example',
    npm_config_https_proxy: 'http://anna:hidden@proxy.example',
    ADJUTANT_NETWORK_PROXY: 'http://anna:hidden@proxy.example',
  };
  const keytar = new KeytarProcess({ starter, script: 'x', env, clock, idleMs: 1000 });
  return { children, environments, clock, keytar };
}

test('starts a child when it is needed, without our secrets, and ends it when it is idle', async () => {
  const { children, environments, clock, keytar } = open();
  expect(children).toEqual([]);
  const value = keytar.getPassword('Adjutant', 'a');
  const [child] = children;
  expect(environments).toEqual([{ PATH: '/bin' }]);
  child?.reply('noise');
  child?.reply({ id: 99, value: 'other', error: null });
  child?.reply({ id: child.requests[0]?.id, value: 'v', error: null });
  expect(await value).toBe('v');
  clock.advance(999);
  expect(child?.killed).toBe(0);
  clock.advance(1);
  expect(child?.killed).toBe(1);
  void keytar.getPassword('Adjutant', 'a').catch(() => undefined);
  expect(children).toHaveLength(2);
  expect(clock.pending).toBe(0);
});

test('passes on what went wrong in the child, with its code', async () => {
  const { children, keytar } = open();
  const change = keytar.setPassword('Adjutant', 'a', 'hidden');
  children[0]?.reply({ id: 1, value: null, error: { message: 'no', code: 'ERR_X' } });
  await expect(change).rejects.toMatchObject({ message: 'no', code: 'ERR_X' });
});

test('fails what waits when the child crashes, and starts another one for the next', async () => {
  const { children, keytar } = open();
  const first = keytar.deletePassword('Adjutant', 'a');
  children[0]?.exit(null);
  await expect(first).rejects.toThrow('ended');
  const second = keytar.deletePassword('Adjutant', 'a');
  children[0]?.exit(null);
  children[1]?.reply({ id: 2, value: true, error: null });
  expect(await second).toBe(true);
});

test('kills the child to give up a request, and for good when it is closed', async () => {
  const { children, clock, keytar } = open();
  const first = keytar.setPassword('Adjutant', 'a', 'v');
  keytar.abandon();
  await expect(first).rejects.toThrow('given up');
  const second = keytar.setPassword('Adjutant', 'a', 'v');
  keytar.close();
  keytar.close();
  await expect(second).rejects.toThrow('closed');
  await expect(keytar.getPassword('Adjutant', 'a')).rejects.toThrow('closed');
  expect(children.map(({ killed }) => killed)).toEqual([1, 1]);
  expect(clock.pending).toBe(0);
});
