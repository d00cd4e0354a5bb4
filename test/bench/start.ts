import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { AppProcess } from './app-process.ts';
import { benchDesktop } from './desktop.ts';
import { percentiles } from './percentiles.ts';
import type { Row } from './table.ts';

const starts = 10;
const settleMs = 3000;
const watchMs = 5000;

/** Start → up, and what an idle app costs; beside a Node that does nothing, in the same run. */
export async function benchStart(): Promise<readonly Row[]> {
  const up: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round <= starts; round += 1) {
    const app = await AppProcess.start();
    await app.stop();
    const bareMs = await startBareNode();
    // The first round fills the caches of the disk.
    if (round === 0) continue;
    up.push(app.upMs);
    bare.push(bareMs);
  }
  const goal = { text: 'p95 ≤ 800 ms', holds: ({ p95 }: { p95: number }) => p95 <= 800 };
  const started = percentiles(up);
  return [
    { name: 'start → up, headless', ...started, floor: percentiles(bare), goal },
    ...(await benchDesktop()),
    ...(process.platform === 'linux' ? await benchIdle() : []),
  ];
}

async function benchIdle(): Promise<readonly Row[]> {
  const app = await AppProcess.start();
  try {
    await delay(settleMs);
    const before = await app.usage();
    await delay(watchMs);
    const { residentMb, cpuMs } = await app.usage();
    const cpuPercent = ((cpuMs - before.cpuMs) / watchMs) * 100;
    return [
      {
        ...{ name: 'idle memory', unit: 'MB', ...same(residentMb), floor: null },
        goal: { text: '≤ 120 MB', holds: ({ p50 }) => p50 <= 120 },
      },
      {
        ...{ name: 'idle processor', unit: '%', ...same(cpuPercent), floor: null },
        goal: { text: '≈ 0 %', holds: ({ p50 }) => p50 <= 0.5 },
      },
    ];
  } finally {
    await app.stop();
  }
}

function same(value: number) {
  return { p50: value, p95: value, p99: value };
}

function startBareNode(): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['-e', 'process.stdout.write("up")'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve) => {
    child.stdout.once('data', () => resolve(performance.now() - startedAt));
  });
}
