import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createForkStarter } from '../../../main/base/fork-starter.ts';

const source = `
process.on('message', (message) => {
  if (message === 'leave') process.exit(7);
  console.log('not heard');
  process.send({ message, env: process.env, name: process.argv[2], execArgv: process.execArgv });
});
process.on('SIGTERM', () => {});
process.send('ready');
`;

let folder = '';
let script = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adjutant-fork-'));
  script = join(folder, 'child.mjs');
  await writeFile(script, source);
});

afterAll(() => rm(folder, { recursive: true }));

async function start(env: Readonly<Record<string, string>> = {}) {
  const child = createForkStarter().start(script, { name: 'test-child', env });
  const messages: unknown[] = [];
  let wake = (): void => {};
  child.onMessage((message) => {
    messages.push(message);
    wake();
  });
  const next = async (): Promise<unknown> => {
    while (messages.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    return messages.shift();
  };
  const exited = new Promise((resolve) => child.onExit(resolve));
  expect(await next()).toBe('ready');
  return { child, next, exited };
}

test('carries messages both ways and gives the child nothing but its environment', async () => {
  const { child, next, exited } = await start({ GIVEN: 'yes' });

  child.send({ text: 'hello' });

  expect(await next()).toEqual({
    message: { text: 'hello' },
    env: expect.objectContaining({ GIVEN: 'yes' }),
    name: 'test-child',
    execArgv: [],
  });
  child.send(1);
  const { env } = (await next()) as { env: Record<string, string> };
  expect(Object.keys(env).filter((name) => !/^(GIVEN|NODE_CHANNEL_|__CF)/.test(name))).toEqual([]);
  child.kill();
  await exited;
});

test('tells of an exit, also to one who asks later, and swallows what is sent after it', async () => {
  const { child, exited } = await start();
  child.send('leave');
  expect(await exited).toBe(7);

  child.send('too late');
  child.kill();

  expect(await new Promise((resolve) => child.onExit(resolve))).toBe(7);
});

test('kills a child that does not want to go', async () => {
  const { child, exited } = await start();
  child.kill();
  expect(await exited).toBeNull();
});

test('tells of a script that is not there', async () => {
  const child = createForkStarter().start(join(folder, 'none.mjs'), { name: 'none', env: {} });
  expect(await new Promise((resolve) => child.onExit(resolve))).toBe(1);
});

test('tells of a process that never started', async () => {
  const starter = createForkStarter(join(folder, 'no-such-program'));
  const child = starter.start(script, { name: 'none', env: {} });
  expect(child.pid).toBeUndefined();
  child.send('to nobody');
  child.kill();
  expect(await new Promise((resolve) => child.onExit(resolve))).toBeNull();
});
