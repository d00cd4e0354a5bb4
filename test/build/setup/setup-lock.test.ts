import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isAbandoned, takeSetupLock } from '../../../build/setup/setup-lock.mjs';

const module = new URL('../../../build/setup/setup-lock.mjs', import.meta.url).href;
const takeAndStay = `
  const { takeSetupLock } = await import(process.argv[1]);
  const release = await takeSetupLock(process.argv[2], () => {});
  console.log('taken');
  process.stdin.on('data', () => { release(); process.exit(); });`;

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterEach(() => rmSync(root, { recursive: true }));

async function holderProcess() {
  const args = ['--input-type=module', '-e', takeAndStay, module, root];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

describe('the lock of a clone', () => {
  test('is waited for while its holder lives', async () => {
    const holder = await holderProcess();
    let owner = '';
    const waiting = takeSetupLock(root, (pid) => {
      owner = pid;
      holder.stdin.write('done');
    });
    const release = await waiting;
    expect(owner).toBe(String(holder.pid));
    release();
    expect(existsSync(join(root, 'out/.setup-lock'))).toBe(false);
  });

  test('is taken over at once from a holder that was killed', async () => {
    const holder = await holderProcess();
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const waited: string[] = [];
    const release = await takeSetupLock(root, (pid) => waited.push(pid));
    expect(waited).toEqual([]);
    release();
  });

  test('is given back once: a later holder keeps its own', async () => {
    const first = await takeSetupLock(root, () => {});
    first();
    const second = await takeSetupLock(root, () => {});
    first();
    expect(existsSync(join(root, 'out/.setup-lock'))).toBe(true);
    second();
  });
});

const lock = { owner: { pid: 7, host: 'here' }, ageMs: 0, host: 'here', alive: () => true };

test.each([
  ['held by a living process', lock, false],
  ['held by a dead process', { ...lock, alive: () => false }, true],
  ['held on another machine', { ...lock, host: 'there', alive: () => false }, false],
  ['without a heartbeat for long', { ...lock, host: 'there', ageMs: 21_000 }, true],
  ['half written just now', { ...lock, owner: null }, false],
  ['half written long ago', { ...lock, owner: null, ageMs: 21_000 }, true],
])('a lock %s', (_name, state, abandoned) => {
  expect(isAbandoned(state)).toBe(abandoned);
});
