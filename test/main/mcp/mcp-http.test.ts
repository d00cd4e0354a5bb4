import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { LocalServer } from '../../fakes/local-server.ts';
import type { LocalAnswer } from '../../fakes/local-server.ts';
import { mcpScene, never, realConnect, settingsOf } from './mcp-scene.ts';

const server = new LocalServer();
const other = new LocalServer();
beforeAll(() => Promise.all([server.open(), other.open()]));
afterAll(() => Promise.all([server.close(), other.close()]));
beforeEach(() => void server.requests.splice(0));

const scene = (secrets = { 'mcp.peer.KEY': 'Bearer secret-1' }) =>
  mcpScene(
    [
      settingsOf({
        url: server.url,
        headers: { Authorization: 'mcp.peer.KEY', 'X-Kind': 'plain' },
      }),
    ],
    {
      connect: realConnect(secrets),
    },
  );

async function failureOf(doing: Promise<unknown>): Promise<string> {
  const error: unknown = await doing.catch((reason: unknown) => reason);
  if (error instanceof AppError) return error.code;
  throw new Error('it did not fail as it should', { cause: error });
}

/** A server that answers each message with JSON; a call with what the test gives. */
function speaking(result: (name: string) => unknown): LocalAnswer {
  return ({ method, body }, answer) => {
    if (method !== 'POST') return void answer.writeHead(405).end();
    const { id, method: asked } = JSON.parse(body) as {
      readonly id?: number;
      readonly method: string;
    };
    if (id === undefined) return void answer.writeHead(202).end();
    const results: Record<string, unknown> = {
      initialize: {
        protocolVersion: '2025-06-18',
        capabilities: { tools: {} },
        serverInfo: { name: 'x', version: '1' },
      },
      'tools/list': { tools: [{ name: 'echo', inputSchema: { type: 'object' } }] },
    };
    answer.writeHead(200, { 'content-type': 'application/json' });
    answer.end(JSON.stringify({ jsonrpc: '2.0', id, result: results[asked] ?? result(asked) }));
  };
}

test('keys go to the address alone, and not across a redirect', async () => {
  server.answer = (_request, answer) => void answer.writeHead(307, { location: other.url }).end();
  other.answer = speaking(() => ({}));
  await using redirected = await scene();
  expect(await failureOf(redirected.hub.approve('peer', never))).toBe('MCP_REDIRECT');
  expect(other.requests).toEqual([]);
  server.answer = speaking(() => ({ content: [{ type: 'text', text: 'hi' }] }));
  await using direct = await scene();
  await direct.hub.approve('peer', never);
  expect((await direct.call('echo')).text).toBe('hi');
  for (const { headers } of server.requests) {
    expect(headers).toMatchObject({ authorization: 'Bearer secret-1', 'x-kind': 'plain' });
  }
});

test.each([
  [401, 'MCP_REFUSED'],
  [403, 'MCP_REFUSED'],
  [500, 'MCP_STATUS'],
])('an address that answers %i is told as that', async (status, code) => {
  server.answer = (_request, answer) => void answer.writeHead(status).end();
  await using refused = await scene();
  expect(await failureOf(refused.hub.approve('peer', never))).toBe(code);
});

test('an address where nobody answers, or answers something else, is told', async () => {
  const gone = await new LocalServer().open();
  await gone.close();
  await using nobody = await mcpScene([settingsOf({ url: gone.url })]);
  expect(await failureOf(nobody.hub.approve('peer', never))).toBe('ECONNREFUSED');
  server.answer = (_request, answer) =>
    void answer.writeHead(200, { 'content-type': 'application/json' }).end('<html>');
  await using rubbish = await scene();
  expect(await failureOf(rubbish.hub.approve('peer', never))).toMatch(/UNREADABLE|NETWORK/u);
});

test('a server that hangs after its first answer holds nobody up, and is given up', async () => {
  const asked = Promise.withResolvers<void>();
  const speak = speaking(() => ({}));
  server.answer = (request, answer) => {
    if (request.body.includes('notifications/initialized')) asked.resolve();
    else speak(request, answer);
  };
  await using hanging = await scene();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const approving = failureOf(hanging.hub.approve('peer', never));
    await asked.promise;
    vi.advanceTimersByTime(10_000);
    expect(await approving).toBe('TIMEOUT');
  } finally {
    vi.useRealTimers();
  }
  const again = hanging.hub.approve('peer', never).catch((error: unknown) => error);
  // What is taken back does not wait for what hangs.
  expect(await hanging.hub.revoke('peer')).toBe(false);
  expect(await again).toBeInstanceOf(Error);
});

test('an answer that is too large is not read to its end', async () => {
  server.answer = speaking(() => ({ content: [{ type: 'text', text: 'x'.repeat(6_000_000) }] }));
  await using large = await scene();
  await large.hub.approve('peer', never);
  expect(await failureOf(large.call('echo'))).toMatch(/MCP_TOO_LARGE|MCP_UNREADABLE|NETWORK/u);
});
