import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import type { McpServerView } from '../../shared/mcp.ts';
import { ensureBuilt } from './built-app.ts';
import { startInstance, temporaryHome } from './instance.ts';
import { childrenOf, isAlive } from './processes.ts';
import { until } from './until.ts';

beforeAll(ensureBuilt);

const peer = fileURLToPath(new URL('../peers/mcp/server.ts', import.meta.url));

test('a server is shown, runs after the yes alone, and ends with the app that is killed', async () => {
  await using home = await temporaryHome();
  const server = { name: 'peer', command: process.execPath, args: [peer, 'stays'] };
  await writeFile(join(home.path, 'settings.json'), JSON.stringify({ 'mcp.servers': [server] }));
  await using app = await startInstance({ home: home.path });
  expect((await app.status()).connections).toMatchObject({
    mcp: { status: 'refused', detail: 'The MCP server peer waits for your yes.' },
  });
  const views = JSON.parse((await app.cli(['mcp', '--json'])).out) as readonly McpServerView[];
  expect(views).toMatchObject([{ state: 'waiting', command: [process.execPath, peer, 'stays'] }]);
  const approved = await app.cli(['mcp', 'approve', 'peer']);
  expect(approved).toMatchObject({ code: 0, err: '' });
  expect(JSON.parse(approved.out)).toMatchObject({
    state: 'ready',
    tools: [{ name: 'echo', description: 'Says it again.' }],
  });
  expect((await app.status()).connections).toMatchObject({ mcp: { status: 'connected' } });
  const children = await childrenOf(app.pid);
  const below = (await Promise.all(children.map(childrenOf))).flat();
  expect(below.length).toBe(1);
  await app.kill();
  await until('the server has ended', async () => {
    const alive = await Promise.all([...children, ...below].map(isAlive));
    return !alive.includes(true);
  });
});
