import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { AppProcess } from './app-process.ts';
import { deliver } from './deliveries.ts';
import { percentiles } from './percentiles.ts';
import { onSlowDisk } from './slow-disk.ts';
import type { Row } from './table.ts';

const warmUp = 300;
const counts = { one: 500, many: 3000 } as const;

/** Webhook in → durable → 2xx, beside a bare server that keeps nothing, in the same run. */
export async function benchIngress(): Promise<readonly Row[]> {
  const bare = await measureBare();
  const app = await measureApp({});
  const slow = await onSlowDisk(measureApp);
  const goal = { text: 'p99 ≤ 25 ms', holds: ({ p99 }: { p99: number }) => p99 <= 25 };
  return [
    { name: 'webhook → durable → 2xx, one at a time', ...app.one, floor: bare.one },
    { name: 'webhook → durable → 2xx, 50 in parallel', ...app.many, floor: bare.many, goal },
    ...(slow
      ? [
          { name: 'the same with a disk that syncs in 15 ms, one', ...slow.one, floor: bare.one },
          { name: 'the same with a disk that syncs in 15 ms, 50', ...slow.many, floor: bare.many },
        ]
      : []),
  ];
}

async function measure(url: string) {
  await deliver({ url, parallel: 50, count: warmUp });
  return {
    one: percentiles(await deliver({ url, parallel: 1, count: counts.one })),
    many: percentiles(await deliver({ url, parallel: 50, count: counts.many })),
  };
}

async function measureApp(env: Readonly<Record<string, string>>) {
  const app = await AppProcess.start(env);
  try {
    return await measure(app.ready.ingress.local + app.ready.ingress.carbonvoice);
  } finally {
    await app.stop();
  }
}

async function measureBare() {
  const script = new URL('./bare-server.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const url = await new Promise<string>((resolve) => {
      createInterface(child.stdout).once('line', resolve);
    });
    return await measure(url);
  } finally {
    child.kill();
  }
}
