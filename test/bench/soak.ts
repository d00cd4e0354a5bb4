import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Row } from './table.ts';

const script = fileURLToPath(new URL('../soak/run.ts', import.meta.url));

/** A day of a busy owner in minutes, by `npm run soak`: what it says of memory, and of all else. */
export async function benchSoak(): Promise<readonly Row[]> {
  const told = await runSoak();
  const growths = [...told.matchAll(/\((?<percent>[+-][\d.]+) %\)/gu)].map(({ groups }) =>
    Number(groups?.['percent']),
  );
  const faults = told.split('\n').filter((line) => line.startsWith('FAULT '));
  for (const fault of faults) process.stderr.write(`[bench] ${fault}\n`);
  return [
    {
      ...{ name: 'soak: most that what is kept grew', unit: '%', ...same(Math.max(...growths)) },
      goal: { text: '≤ 5 %', holds: ({ p50 }) => p50 <= 5 },
    },
    {
      ...{ name: 'soak: lost, doubled, out of order, left over', unit: '', ...same(faults.length) },
      goal: { text: '0', holds: ({ p50 }) => p50 === 0 },
    },
  ];
}

function runSoak(): Promise<string> {
  const child = spawn(process.execPath, [script], {
    // The whole day, whatever somebody tried out before.
    env: { ...process.env, SOAK_SCALE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  child.stdout.on('data', (text: Buffer) => (told += text.toString('utf8')));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => {
      if (told.includes('| Life |')) resolve(told);
      else reject(new Error('the soak ended before its end'));
    });
  });
}

function same(value: number) {
  return { p50: value, p95: value, p99: value, floor: null };
}
