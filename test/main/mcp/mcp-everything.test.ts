import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { processIsAlive } from '../../../main/base/parent-watch.ts';
import { mcpScene, never, settingsOf } from './mcp-scene.ts';

const program = fileURLToPath(
  new URL(
    '../../../node_modules/@modelcontextprotocol/server-everything/dist/index.js',
    import.meta.url,
  ),
);

/** What holds for the public server, however it is reached. */
async function expectEverything(scene: Awaited<ReturnType<typeof mcpScene>>): Promise<void> {
  const { name } = scene.hub.view()[0] ?? {};
  const view = await scene.hub.approve(name ?? '', never);
  expect(view).toMatchObject({ state: 'ready', leftOut: [], changes: [] });
  const names = scene.hub.tools().map((tool) => tool.name);
  expect(names).toEqual(expect.arrayContaining(['echo', 'get-sum', 'get-tiny-image']));
  expect(names).toEqual(names.toSorted());
  const sum = scene.hub.tools().find((tool) => tool.name === 'get-sum');
  expect(sum?.schema.safeParse({ a: 1, b: 2 }).success).toBe(true);
  expect(sum?.schema.safeParse({ a: 'one' }).success).toBe(false);
  expect(await scene.call('echo', { message: 'hello' })).toEqual({
    ...{ text: 'Echo: hello', isError: false },
  });
  expect((await scene.call('get-sum', { a: 2, b: 40 })).text).toContain('42');
  const image = await scene.call('get-tiny-image');
  expect(image.text).toContain('(image, image/png: not shown)');
  const links = await scene.call('get-resource-links', { count: 2 });
  expect(links.text).toContain('(link to a resource ');
  expect((await scene.call('get-sum', { a: 'x' })).isError).toBe(true);
  const calling = new AbortController();
  const long = scene.call(
    'trigger-long-running-operation',
    { duration: 30, steps: 1 },
    calling.signal,
  );
  calling.abort();
  await expect(long).rejects.toBe(calling.signal.reason);
  expect((await scene.call('echo', { message: 'still there' })).text).toContain('still there');
}

test('the public server with everything works over standard input and output', async () => {
  const args = [program, 'stdio'];
  await using scene = await mcpScene([
    settingsOf({ name: 'everything', command: process.execPath, args }),
  ]);
  await expectEverything(scene);
});

test('the public server with everything works over HTTP', async () => {
  const port = await freePort();
  const server = spawn(process.execPath, [program, 'streamableHttp'], {
    env: { PATH: process.env['PATH'], PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    await told(server, 'listening');
    const url = `http://127.0.0.1:${port}/mcp`;
    await using scene = await mcpScene([settingsOf({ name: 'everything', url })]);
    await expectEverything(scene);
  } finally {
    server.kill('SIGKILL');
  }
});

test('a server ends with the app, also when that is killed', async () => {
  const script = fileURLToPath(new URL('app-stand-in.ts', import.meta.url));
  const app = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve) => {
    app.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString('utf8')));
  });
  const { pid } = JSON.parse(line) as { readonly pid: number };
  expect(processIsAlive(pid)).toBe(true);
  app.kill('SIGKILL');
  await expect.poll(() => processIsAlive(pid), { interval: 20 }).toBe(false);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function told({ stderr }: ChildProcess, word: string): Promise<void> {
  return new Promise((resolve) => {
    stderr?.on('data', (chunk: Buffer) => {
      if (chunk.toString('utf8').includes(word)) resolve();
    });
  });
}
