import { expect, test } from 'vitest';
import { createLogger, silentLogger } from '../../../main/base/log.ts';
import type { NgrokTunnelOptions } from '../../../main/tunnel/ngrok-tunnel.ts';
import { openNgrokTunnel } from '../../../main/tunnel/ngrok-tunnel.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { FakeStarter } from './fake-starter.ts';

const url = 'https://one.example.test';

function open(options: Partial<NgrokTunnelOptions> = {}, starter = new FakeStarter()) {
  const clock = new FakeClock();
  const controller = new AbortController();
  const lines: string[] = [];
  const log = createLogger('tunnel', {
    level: 'debug',
    diagnostics: false,
    write: (line) => void lines.push(line),
  });
  const tunnel = openNgrokTunnel(
    { authtoken: 'secret-token', localAddress: '127.0.0.1:8080', ...options },
    { starter, script: 'child.js', clock, log, random: () => 0 },
    controller.signal,
  );
  return { clock, controller, lines, tunnel, starter };
}

test('is connecting at once and connected when the child has opened', () => {
  const { tunnel, starter } = open();
  const seen: string[] = [];
  const remove = tunnel.onChange(() => seen.push(`${tunnel.state.status} ${tunnel.url}`));
  expect(tunnel.state.status).toBe('connecting');

  starter.last.say({ type: 'opened', url });
  starter.last.say({ type: 'heartbeat', latencyMs: 20 });
  remove();
  starter.last.say({ type: 'heartbeat', latencyMs: null });

  expect(seen).toEqual([`connected ${url}`]);
});

test('gives the child its order by message and nothing by environment', () => {
  const { starter } = open({ domain: 'hooks.example.test', serverAddr: '127.0.0.1:4443' });

  expect(starter.last.sent).toEqual([
    {
      type: 'open',
      authtoken: 'secret-token',
      localAddress: '127.0.0.1:8080',
      domain: 'hooks.example.test',
      serverAddr: '127.0.0.1:4443',
      lastUrl: null,
      parentPid: process.pid,
      heartbeatIntervalMs: 4000,
      heartbeatToleranceMs: 4000,
    },
  ]);
  expect(JSON.stringify(starter.environments)).not.toContain('secret-token');
});

test('replaces a child that hangs while opening', () => {
  const { clock, tunnel, starter } = open();
  clock.advance(10_000);
  expect(starter.last.killed).toBe(1);
  starter.last.exit();
  clock.advance(1000);
  expect(starter.children).toHaveLength(2);

  starter.last.say({ type: 'opened', url });

  expect(tunnel.url).toBe(url);
});

test('replaces a child whose heartbeats stop, and asks for the same address', () => {
  const { clock, tunnel, starter } = open();
  starter.last.say({ type: 'opened', url });
  for (let beat = 0; beat < 10; beat += 1) {
    clock.advance(9000);
    starter.last.say({ type: 'heartbeat', latencyMs: 20 });
  }
  expect(tunnel.state.status).toBe('connected');

  clock.advance(10_000);
  starter.last.exit();

  expect(tunnel.url).toBeNull();
  expect(starter.children).toHaveLength(2);
  expect(starter.last.sent).toMatchObject([{ type: 'open', lastUrl: url }]);
});

test('does not listen to a child that was replaced', () => {
  const { clock, tunnel, starter } = open();
  const [first] = starter.children;
  clock.advance(10_000 + 600 + 1000);
  expect(starter.children).toHaveLength(2);

  first?.say({ type: 'opened', url });
  first?.exit();

  expect(tunnel.url).toBeNull();
  expect(starter.children).toHaveLength(2);
});

test('passes over a message that it does not know', () => {
  const { tunnel, starter, lines } = open();
  starter.last.sayAnything({ type: 'opened' });
  starter.last.sayAnything('nonsense');
  expect(tunnel.state.status).toBe('connecting');
  expect(lines.filter((line) => line.includes('unknown message'))).toHaveLength(2);
});

test('keeps trying when no child can be started', async () => {
  const starter = new FakeStarter();
  starter.broken = true;
  const { clock, tunnel } = open({}, starter);
  await clock.advanceAsync(0);
  expect(tunnel.state.status).toBe('reconnecting');

  starter.broken = false;
  clock.advance(1000);

  expect(starter.children).toHaveLength(1);
});

test('heartbeats that did not come while the process stood still are no silence', () => {
  const { clock, tunnel, starter } = open();
  starter.last.say({ type: 'opened', url });
  clock.setNow(clock.now() + 3_600_000);
  clock.advance(10_000);
  expect(tunnel.url).toBe(url);
  clock.advance(10_000);
  expect(tunnel.url).toBeNull();
});

test('a wake or an address that leads nowhere brings a new child', () => {
  const { clock, tunnel, starter } = open();
  starter.last.say({ type: 'failed', code: 'ERR_NGROK_107', message: '' });
  starter.last.exit();
  tunnel.wake();
  expect(starter.children).toHaveLength(2);
  starter.last.say({ type: 'opened', url });
  tunnel.wake();
  expect(tunnel.url).toBe(url);
  tunnel.replace();
  starter.last.exit();
  expect(starter.children).toHaveLength(3);
  clock.advance(0);
  expect(tunnel.state.status).toBe('reconnecting');
});

test('closes once, leaves no timer and stays closed', async () => {
  const { clock, controller, tunnel, starter } = open();
  starter.last.say({ type: 'opened', url });
  const closing = tunnel.close();
  expect(starter.last.sent.at(-1)).toEqual({ type: 'close' });
  controller.abort();
  starter.last.exit();
  await closing;
  await tunnel.close();

  expect(tunnel.url).toBeNull();
  expect(tunnel.state.status).toBe('off');
  expect(clock.pending).toBe(0);
  expect(starter.last.sent).toHaveLength(2);
});

test('closes within two seconds when the child neither leaves nor dies', async () => {
  const { clock, tunnel, starter } = open();
  const closing = tunnel.close();
  clock.advance(2000);
  await closing;
  expect(starter.last.killed).toBe(1);
  expect(clock.pending).toBe(0);
});

test('closes with the signal, and starts nothing when that was aborted before', async () => {
  const { clock, controller, tunnel, starter } = open();
  controller.abort();
  expect(starter.last.sent.at(-1)).toEqual({ type: 'close' });
  starter.last.exit();
  await tunnel.close();
  expect(clock.pending).toBe(0);

  const late = new FakeStarter();
  const never = openNgrokTunnel(
    { authtoken: 'secret-token', localAddress: '127.0.0.1:8080' },
    { starter: late, script: 'child.js', clock, log: silentLogger },
    AbortSignal.abort(),
  );
  await never.close();
  expect(never.state.status).toBe('off');
  expect(late.children).toHaveLength(0);
});

test('logs codes, and neither addresses nor the words of a remote', () => {
  const { starter, lines } = open();
  starter.last.say({ type: 'opened', url });
  starter.last.say({ type: 'closed', code: 'ERR_NGROK_9999', message: 'private words' });
  const text = lines.join('');
  expect(text).toContain('ERR_NGROK_9999');
  expect(text).not.toMatch(/private words|one\.example|secret-token/);
});
