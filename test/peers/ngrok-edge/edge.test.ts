import { afterEach, expect, test } from 'vitest';
import type { OpenOrder } from '../../../main/tunnel/ngrok-messages.ts';
import { Agent } from './agent.ts';
import { startEchoServer } from './echo-server.ts';
import type { EdgeOptions } from './edge.ts';
import { startNgrokEdge } from './edge.ts';

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function open(options: EdgeOptions = {}) {
  const echo = await startEchoServer();
  const edge = await startNgrokEdge(options);
  cleanups.push(
    () => echo.close(),
    () => edge.close(),
  );
  const agent = (order: Partial<OpenOrder> = {}): Agent => {
    const started = new Agent(edge, { localAddress: echo.address, ...order });
    cleanups.push(() => started.kill());
    return started;
  };
  return { edge, agent };
}

test('a visitor reaches the local server, with a body larger than the window both ways', async () => {
  const { edge, agent } = await open();
  const { url } = await agent().next('opened');
  const body = 'b'.repeat(1_000_000);

  const answer = await edge.fetch(`${url}/path?q=1`, { method: 'POST', body });

  expect(answer.status).toBe(200);
  expect(answer.headers.get('x-seen')).toBe(`POST /path?q=1 ${new URL(url).host}`);
  expect(await answer.text()).toBe(body);
});

test('a visitor reaches a reserved domain at the public origin, and no other', async () => {
  const { edge, agent } = await open({ reservedDomains: ['hooks.example.test'] });
  const { url } = await agent({ domain: 'hooks.example.test' }).next('opened');
  expect(url).toBe('https://hooks.example.test');

  const answer = await edge.fetch(`${url}/hook`, { method: 'POST', body: 'x' });
  const missing = await edge.fetch('https://other.example.test/');

  expect(await answer.text()).toBe('x');
  expect(missing.status).toBe(404);
  expect(missing.headers.get('ngrok-error-code')).toBe('ERR_NGROK_3200');
});

test('a visitor waits while the connection is frozen and is served when it thaws', async () => {
  const { edge, agent } = await open();
  const { url } = await agent().next('opened');
  edge.freeze();
  const asked = edge.waitFor('request');
  let served = false;
  const answer = edge.fetch(url).then(({ status }) => {
    served = true;
    return status;
  });
  await asked;
  expect(served).toBe(false);

  edge.thaw();

  expect(await answer).toBe(200);
});

test('a visitor is answered by the edge while the agent is away', async () => {
  const { edge, agent } = await open();
  const { url } = await agent().next('opened');
  const gone = edge.waitFor('sessionClosed');
  edge.stopListening();
  expect(edge.dropConnections()).toBe(1);
  await gone;

  const answer = await edge.fetch(url);

  expect(answer.status).toBe(404);
});

test('an agent is refused with a code for a wrong token, a full account and a foreign domain', async () => {
  const { edge, agent } = await open({
    authtokens: ['valid-token'],
    maxSessions: 1,
    reservedDomains: [],
  });
  const wrong = await agent({ authtoken: 'wrong-token' }).next('failed');
  expect(wrong.code).toBe('ERR_NGROK_107');
  expect(wrong.message).not.toContain('wrong-token');

  const foreign = agent({ domain: 'foreign.example.test' });
  expect(await foreign.next('failed')).toMatchObject({ code: 'ERR_NGROK_320' });
  const full = agent();
  expect(await full.next('failed')).toMatchObject({ code: 'ERR_NGROK_108' });

  await foreign.kill();
  edge.faults.authError = { code: 'ERR_NGROK_120', message: 'Too old.' };
  expect(await agent().next('failed')).toMatchObject({ code: 'ERR_NGROK_120' });
});

test('an agent is refused a domain that another one holds', async () => {
  const { agent } = await open();
  await agent({ domain: 'taken.example.test' }).next('opened');

  const second = await agent({ domain: 'taken.example.test' }).next('failed');

  expect(second.code).toBe('ERR_NGROK_334');
});

test('an agent gets its address back after a cut and after an orderly end', async () => {
  const { edge, agent } = await open();
  const running = agent();
  const { url } = await running.next('opened');
  for (const cut of [() => edge.dropConnections(), () => edge.goAway()]) {
    const bound = edge.waitFor('bind');
    cut();
    await running.next('rebound');
    expect(await bound).toMatchObject({ rebound: true, tunnel: { url } });
    expect((await edge.fetch(url)).status).toBe(200);
  }
});

test('an agent hears of heartbeats that are not answered', async () => {
  const { edge, agent } = await open();
  const running = agent();
  await running.next('opened');
  expect(await running.next('heartbeat')).toMatchObject({ latencyMs: expect.any(Number) });

  edge.faults.ignoreHeartbeats = true;

  await running.next('heartbeat', ({ latencyMs }) => latencyMs === null);
  expect(edge.sessions).toHaveLength(1);
});

test('an agent hears of an endpoint closed from the far side', async () => {
  const { edge, agent } = await open();
  const running = agent();
  await running.next('opened');
  const [tunnel] = edge.tunnels;
  if (!tunnel) throw new Error('no endpoint');

  edge.stopTunnel(tunnel, 'closed for a test', 'ERR_NGROK_9999');

  expect(await running.next('closed')).toMatchObject({ code: 'ERR_NGROK_9999' });
});

test('an agent takes commands from the dashboard', async () => {
  const { edge, agent } = await open();
  const running = agent();
  await running.next('opened');
  const [session] = edge.sessions;
  if (!session) throw new Error('no session');

  expect(await edge.sendCommand(session, 'restart')).toBeNull();
  expect(await running.next('closed')).toMatchObject({ code: 'RESTART_COMMAND' });
  expect(await edge.sendCommand(session, 'stop')).toBeNull();
  expect(await running.next('closed')).toMatchObject({ code: 'STOP_COMMAND' });
  expect(await edge.sendCommand(session, 'update')).toMatch(/not defined/);
});

test('an agent takes its endpoint off the edge when it says goodbye', async () => {
  const { edge, agent } = await open();
  const running = agent();
  const { url } = await running.next('opened');
  const unbound = edge.waitFor('unbind');
  const gone = edge.waitFor('sessionClosed');

  expect(await running.close()).toBe(0);

  expect((await unbound).tunnel.url).toBe(url);
  await gone;
  expect(edge.tunnels).toHaveLength(0);
  // The socket goes a moment after its session.
  await expect.poll(() => edge.connectionCount).toBe(0);
});
