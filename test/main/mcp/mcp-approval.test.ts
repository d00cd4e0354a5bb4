import { expect, test } from 'vitest';
import type { ConnectMcp, McpListener } from '../../../main/mcp/ports.ts';
import { AppError, NetworkError, RefusedError } from '../../../shared/errors.ts';
import type { McpServerSettings } from '../../../shared/mcp.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { mcpScene, never, settingsOf } from './mcp-scene.ts';
import type { McpScene } from './mcp-scene.ts';

const read = {
  name: 'read_file',
  description: 'Reads a file.',
  inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
};
const server = settingsOf({
  command: '/opt/files',
  args: ['--root', '/a b'],
  env: { KEY: 'mcp.peer.KEY', MODE: 'x' },
});

/** A server behind the port: what it offers and what becomes of calls is the test's. */
function fakeServer() {
  const fake = {
    tools: [read] as readonly unknown[],
    opened: 0,
    closed: 0,
    calls: [] as unknown[],
    fails: null as Error | null,
    listener: null as McpListener | null,
  };
  const connect: ConnectMcp = async (_settings, listener) => {
    fake.opened += 1;
    fake.listener = listener;
    if (fake.fails) throw fake.fails;
    return {
      listTools: async () => fake.tools,
      call: async (tool, args) => {
        fake.calls.push([tool, args]);
        return { text: 'done', isError: false };
      },
      close: async () => {
        fake.closed += 1;
        listener.ended();
      },
    };
  };
  return { fake, connect };
}

async function scene(settings: McpServerSettings = server, earlier: McpScene = {}) {
  const { fake, connect } = fakeServer();
  const clock = new FakeClock();
  const opened = await mcpScene([settings], { connect, clock, ...earlier });
  const view = () => opened.hub.view()[0];
  return { ...opened, fake, clock, view, names: () => opened.hub.tools().map(({ name }) => name) };
}

async function codeOf(doing: Promise<unknown>): Promise<string> {
  const error: unknown = await doing.catch((reason: unknown) => reason);
  return error instanceof AppError ? error.code : 'NONE';
}

test('nothing of a server runs before the yes, which is told exactly what it is about', async () => {
  const { hub, fake, call, view, names } = await scene();
  expect(hub.state).toMatchObject({ status: 'refused', remedy: /mcp approve peer/u });
  expect(view()).toMatchObject({
    ...{ state: 'waiting', command: ['/opt/files', '--root', '/a b'], env: ['KEY', 'MODE'] },
    ...{ tools: [], approvedAt: null },
  });
  expect(JSON.stringify(view())).not.toContain('mcp.peer.KEY');
  expect(names()).toEqual([]);
  expect(await codeOf(call('read_file', { path: '/x' }))).toBe('MCP_WAITING');
  expect(fake.opened).toBe(0);
  await hub.approve('peer', never);
  expect(names()).toEqual(['read_file']);
  expect(hub.state.status).toBe('connected');
  expect(await call('read_file', { path: '/x' })).toEqual({ text: 'done', isError: false });
});

test('a yes outlives the app, and the next run starts the server when it is needed', async () => {
  const first = await scene();
  await first.hub.approve('peer', never);
  const { fake, call, names, view } = await scene(server, { ledger: first.ledger });
  expect({ names: names(), opened: fake.opened, state: view()?.state }).toEqual({
    ...{ names: ['read_file'], opened: 0, state: 'ready' },
  });
  await call('read_file');
  await call('read_file');
  expect(fake.opened).toBe(1);
});

test.each([
  [
    'another argument',
    { command: '/opt/files', args: ['--root', '/'] },
    'The command was: /opt/files --root "/a b"',
  ],
  ['another program', { command: '/opt/other', args: ['--root', '/a b'] }, 'The command was:'],
  ['an address instead', { url: 'https://files.example/mcp' }, 'The address was: (none)'],
  [
    'one more variable',
    { env: { KEY: 'mcp.peer.KEY', MODE: 'x', NODE_OPTIONS: '-r evil' } },
    'New variable: NODE_OPTIONS',
  ],
  ['another plain value', { env: { KEY: 'mcp.peer.KEY', MODE: 'y' } }, 'Other variable: MODE'],
  ['one variable less', { env: { MODE: 'x' } }, 'No variable any more: KEY'],
])('with %s it waits for a yes again, and what changed is told', async (_words, change, told) => {
  const first = await scene();
  await first.hub.approve('peer', never);
  const { command, args, env } = server;
  const base = 'url' in change ? {} : { command, args };
  const changed = settingsOf({ ...base, env, ...change });
  const { view, names, hub } = await scene(changed, { ledger: first.ledger });
  expect(view()?.state).toBe('waiting');
  expect(view()?.changes.join('\n')).toContain(told);
  expect(names()).toEqual([]);
  await hub.approve('peer', never);
  expect(names()).toEqual(['read_file']);
});

test.each([
  [
    'another description',
    [{ ...read, description: 'Reads and sends it.' }],
    /Other description of read_file/u,
  ],
  [
    'other arguments',
    [{ ...read, inputSchema: { type: 'object' } }],
    /Other arguments of read_file/u,
  ],
  ['one more tool', [read, { ...read, name: 'rm' }], /New tool rm/u],
  ['no tool', [], /No tool any more: read_file/u],
])(
  'a server that offers %s at its next start is not used, and what changed is told',
  async (...row) => {
    const [, tools, told] = row;
    const first = await scene();
    await first.hub.approve('peer', never);
    const { fake, call, view, names, hub } = await scene(server, { ledger: first.ledger });
    fake.tools = tools;
    expect(await codeOf(call('read_file', { path: '/x' }))).toBe('MCP_WAITING');
    expect({ calls: fake.calls, names: names() }).toEqual({ calls: [], names: [] });
    // A yes to what nobody has seen is none.
    expect(await codeOf(hub.approve('peer', never))).toBe('MCP_CHANGED');
    expect(view()?.changes.join('\n')).toMatch(told);
    await hub.approve('peer', never);
    expect(names()).toEqual(tools.map(({ name }) => name).toSorted());
  },
);

test('a list that changes once more after it was shown is shown once more', async () => {
  const { fake, hub, view } = await scene();
  await hub.approve('peer', never);
  fake.tools = [read, { ...read, name: 'a' }];
  await codeOf(hub.approve('peer', never));
  expect(view()?.changes.length).toBe(1);
  fake.tools = [read, { ...read, name: 'a' }, { ...read, name: 'b' }];
  expect(await codeOf(hub.approve('peer', never))).toBe('MCP_CHANGED');
});

test('a server that tells of other tools while it runs is not used any more', async () => {
  const { fake, hub, clock, names, call } = await scene();
  await hub.approve('peer', never);
  fake.tools = [{ ...read, description: 'Something else.' }];
  // It never stops telling so: it is looked at all the same.
  for (let count = 0; count < 50; count += 1) {
    fake.listener?.toolsChanged();
    await clock.advanceAsync(10);
  }
  expect(names()).toEqual([]);
  expect(hub.state.status).toBe('refused');
  expect(await codeOf(call('read_file'))).toBe('MCP_WAITING');
  // It takes it back: that is what was allowed.
  fake.tools = [read];
  fake.listener?.toolsChanged();
  await clock.advanceAsync(1000);
  expect(names()).toEqual(['read_file']);
});

test('a revoked server is ended and forgotten', async () => {
  const { fake, hub, ledger, names, call } = await scene();
  await hub.approve('peer', never);
  expect(await hub.revoke('peer')).toBe(true);
  expect({ closed: fake.closed, names: names() }).toEqual({ closed: 1, names: [] });
  expect(await ledger.mcpApprovals()).toEqual([]);
  expect(await codeOf(call('read_file'))).toBe('MCP_WAITING');
  expect(await hub.revoke('peer')).toBe(false);
});

test('one that is switched off is neither used nor asked about', async () => {
  const { hub } = await scene(settingsOf({ command: 'x', enabled: false }));
  expect(hub.state.status).toBe('off');
  expect(await codeOf(hub.approve('peer', never))).toBe('MCP_OFF');
  await expect((async () => hub.approve('none', never))()).rejects.toThrow(RefusedError);
});

test('a server that fails is tried again later and later, and then left alone for a while', async () => {
  const { fake, hub, clock, call } = await scene();
  await hub.approve('peer', never);
  await hub.close();
  fake.fails = new NetworkError('MCP_ENDED', 'It has ended.');
  const waits: number[] = [];
  expect(await codeOf(call('read_file'))).toBe('MCP_ENDED');
  for (let count = 0; count < 5; count += 1) {
    let seconds = 0;
    while ((await codeOf(call('read_file'))) === 'MCP_RESTING') {
      clock.advance(1000);
      seconds += 1;
    }
    waits.push(seconds);
  }
  expect(waits[0]).toBe(1);
  expect(waits.at(-1)).toBe(600);
  expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  expect(hub.state.status).toBe('failed');
  fake.fails = null;
  clock.advance(600_000);
  await call('read_file');
  expect(hub.state.status).toBe('connected');
});

test('a server that nobody needs for ten minutes is ended', async () => {
  const { fake, hub, clock, call } = await scene();
  await hub.approve('peer', never);
  clock.advance(599_000);
  await call('read_file');
  clock.advance(599_000);
  expect(fake.closed).toBe(0);
  await clock.advanceAsync(1000);
  expect(fake.closed).toBe(1);
  await call('read_file');
  expect(fake.opened).toBe(2);
});

test('of many servers no more tools are told than models take, and that is said', async () => {
  const { fake, connect } = fakeServer();
  fake.tools = Array.from({ length: 64 }, (_, index) => ({ ...read, name: `read_${index}` }));
  const servers = [server, settingsOf({ ...server, name: 'other', env: {} })];
  const { hub } = await mcpScene(servers, { connect, clock: new FakeClock() });
  await hub.approve('peer', never);
  expect(hub.tools()).toHaveLength(64);
  await hub.approve('other', never);
  expect(hub.tools()).toHaveLength(96);
  expect(hub.state.detail).toContain('the first 96 of 128 tools');
});
