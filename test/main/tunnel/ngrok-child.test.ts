import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { createForkStarter } from '../../../main/base/fork-starter.ts';
import { processIsAlive } from '../../../main/base/parent-watch.ts';
import { Agent, childScript, defaultOrder } from '../../peers/ngrok-edge/agent.ts';
import type { NgrokEdge } from '../../peers/ngrok-edge/edge.ts';
import { startNgrokEdge } from '../../peers/ngrok-edge/edge.ts';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function startEdge(): Promise<NgrokEdge> {
  const edge = await startNgrokEdge();
  cleanups.push(() => edge.close());
  return edge;
}

/** Starts a parent with a child of its own; returns the child's id and a way to kill the parent. */
async function startFamily(edge: NgrokEdge): Promise<{ pid: number; killParent: () => void }> {
  const script = fileURLToPath(new URL('./orphan-parent.ts', import.meta.url));
  const parent = createForkStarter().start(script, { name: 'parent', env: {} });
  cleanups.push(() => parent.kill());
  const told = new Promise<number>((resolve) => {
    parent.onMessage((message) => resolve((message as { readonly pid: number }).pid));
  });
  parent.send({ script: childScript, order: defaultOrder(edge) });
  const pid = await told;
  cleanups.push(() => {
    if (processIsAlive(pid)) process.kill(pid, 'SIGKILL');
  });
  return { pid, killParent: () => parent.kill() };
}

/** Whether a process runs: on Linux an ended one may wait for a slow init to collect it. */
function isRunning(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    // No such process, or no such file system.
    return processIsAlive(pid);
  }
}

test('ends with a parent that was killed, and takes its endpoint along', async () => {
  const edge = await startEdge();
  const bound = edge.waitFor('bind');
  const { pid, killParent } = await startFamily(edge);
  await bound;
  const unbound = edge.waitFor('unbind');
  expect(isRunning(pid)).toBe(true);

  killParent();

  await expect.poll(() => isRunning(pid), { interval: 20 }).toBe(false);
  await unbound;
});

test.each(['stallTls', 'stallRpc'] as const)(
  'ends with its parent while the edge hangs (%s)',
  async (fault) => {
    const edge = await startEdge();
    edge.faults[fault] = true;
    const connected = edge.waitFor('connection');
    const { pid, killParent } = await startFamily(edge);
    await connected;

    killParent();

    await expect.poll(() => isRunning(pid), { interval: 20 }).toBe(false);
  },
);

test('ends with its parent while the connection is silent', async () => {
  const edge = await startEdge();
  const bound = edge.waitFor('bind');
  const { pid, killParent } = await startFamily(edge);
  await bound;
  edge.freeze();

  killParent();

  await expect.poll(() => isRunning(pid), { interval: 20 }).toBe(false);
});

test('leaves when it is sent something that is no order', async () => {
  const child = createForkStarter().start(childScript, { name: 'child', env: {} });
  const exited = new Promise((resolve) => child.onExit(resolve));
  child.send({ type: 'open', authtoken: 'valid-token' });
  expect(await exited).toBe(0);
});

test('leaves an interrupt of the terminal to its parent and goes in order when ended', async () => {
  const edge = await startEdge();
  const agent = new Agent(edge);
  cleanups.push(() => agent.kill());
  await agent.next('opened');
  const unbound = edge.waitFor('unbind');
  const { pid } = agent.child;
  if (pid === undefined) throw new Error('the child has not started');

  process.kill(pid, 'SIGINT');
  process.kill(pid, 'SIGHUP');
  await agent.next('heartbeat');
  await agent.next('heartbeat');
  process.kill(pid, 'SIGTERM');

  expect(await agent.exited).toBe(0);
  await unbound;
});

test('asks for the last address and takes another where that is refused', async () => {
  const edge = await startNgrokEdge({ reservedDomains: ['mine.example.test'], urls: 'domain' });
  cleanups.push(() => edge.close());
  const open = async (lastUrl: string): Promise<string> => {
    const agent = new Agent(edge, { lastUrl });
    cleanups.push(() => agent.kill());
    return (await agent.next('opened')).url;
  };

  expect(await open('https://mine.example.test')).toBe('https://mine.example.test');
  expect(await open('https://random.example.test')).toMatch(/\.ngrok\.test$/);
});
