import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { customerId } from '../peers/voipbin/voipbin-peer.ts';
import { AppProcess } from './app-process.ts';
import { CallsService, ownNumber } from './calls-service.ts';
import { Talks } from './calls-turns.ts';
import type { Pace, TurnTimes } from './calls-turns.ts';
import { percentiles } from './percentiles.ts';
import { onSlowDisk } from './slow-disk.ts';
import type { Row } from './table.ts';

/** Many more turns than people take: one every 0.1, 0.5 and 0.9 s on each call. With 0.3 s the second sentence is due. */
const paces = [
  { calls: 1, forMs: 8000, bargeInMs: 80, speakMs: 40 },
  { calls: 10, forMs: 7000, bargeInMs: 400, speakMs: 300 },
  { calls: 50, forMs: 9000, bargeInMs: 400, speakMs: 800 },
] as const satisfies readonly Pace[];
/** Enough to see whether any of it waits for the disk. */
const slowPaces = [{ ...paces[0], forMs: 1000 }, paces[1]] as const satisfies readonly Pace[];
const warmUpMs = 1500;
/** Longer than the first sentence of a call takes to be played. */
const greetingMs = 2000;

const rows = [
  { part: 'asked', name: 'end of turn → model asked', limitMs: 10 },
  { part: 'said', name: 'first sentence complete → say', limitMs: 10 },
  { part: 'flushed', name: 'speech started → flush', limitMs: 20 },
] as const;

/** What the app adds to a call's turns, beside a program that only makes the same requests, in the same run. */
export async function benchCalls(): Promise<readonly Row[]> {
  const floor = await measureFloor();
  const { measured, late: lateOnes } = await measureApp({}, paces);
  const slow = await onSlowDisk((env) => measureApp(env, slowPaces));
  const late = [...lateOnes, ...(slow?.late ?? [])];
  if (late.length > 0) {
    const after = late.map((ms) => `${ms.toFixed(1)} ms`).join(', ');
    process.stderr.write(`[bench] words after the flush of their turn: ${after}\n`);
    process.exitCode = 1;
  }
  const count = { p50: late.length, p95: late.length, p99: late.length };
  return [
    ...paces.flatMap((pace, index) => toRows(pace, measured[index], floor[index])),
    ...(slow ? toSlowRows(slow.measured[1], floor[1]) : []),
    {
      ...{ name: 'say of a turn after its flush', unit: 'times', ...count, floor: null },
      goal: { text: '0', holds: ({ p99 }) => p99 === 0 },
    },
  ];
}

function toRows({ calls }: Pace, measured?: TurnTimes, floor?: TurnTimes): readonly Row[] {
  return rows.map(({ part, name, limitMs }) => ({
    name: `${name}, ${calls === 1 ? '1 call' : `${calls} calls`}`,
    ...percentiles(measured?.[part] ?? []),
    floor: percentiles(floor?.[part] ?? []),
    goal: { text: `p95 ≤ ${limitMs} ms`, holds: ({ p95 }) => p95 <= limitMs },
  }));
}

function toSlowRows(measured?: TurnTimes, floor?: TurnTimes): readonly Row[] {
  return toRows(slowPaces[1], measured, floor).map((row) => ({
    ...row,
    name: `${row.name}, a disk that syncs in 15 ms`,
  }));
}

async function measureApp(env: Readonly<Record<string, string>>, all: readonly Pace[]) {
  const service = new CallsService();
  await service.listen();
  const app = await AppProcess.start({
    ...phoneEnvironment(service.url),
    // The last word ends the turn: what is measured is the work after it, not the wait for more words.
    ADJUTANT_PHONE_ENDPOINTING_MIN_MS: '0',
    ADJUTANT_PHONE_ENDPOINTING_MAX_MS: '0',
    ...env,
  });
  try {
    await service.subscribed();
    const measured = await measure(service, all, async (numbers) => {
      for (const number of numbers) service.dialIn(number);
      await Promise.all(numbers.map((number) => service.marks.seen(`greeting ${number}`)));
      await delay(greetingMs);
    });
    return { measured, late: service.late };
  } finally {
    await app.stop();
    await service.close();
  }
}

/** A phone and a model at this address, and short first words. */
export function phoneEnvironment(url: string): Readonly<Record<string, string>> {
  return {
    ADJUTANT_VOIPBIN_URL: url,
    ADJUTANT_VOIPBIN_TOKEN: 'vb_bench',
    ADJUTANT_VOIPBIN_SOURCE: ownNumber,
    ADJUTANT_LLM_URL: `${url}/model`,
    ADJUTANT_LLM_MODEL: 'double',
    ADJUTANT_PHONE_INBOUND: 'everyone',
    ADJUTANT_PHONE_MAX_CONCURRENT_CALLS: '50',
    ADJUTANT_PHONE_DISCLOSURE: 'An AI speaks.',
    ADJUTANT_PHONE_GREETING: '',
  };
}

async function measureFloor(): Promise<readonly TurnTimes[]> {
  const service = new CallsService();
  await service.listen();
  const script = new URL('./calls-floor.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, service.url, customerId], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  try {
    await service.subscribed();
    const half = paces.map((pace) => ({ ...pace, forMs: pace.forMs / 2 }));
    return await measure(service, half, () => Promise.resolve());
  } finally {
    child.kill();
    await service.close();
  }
}

/** One pace after the other; the calls of the one before go on, so that none falls silent. */
async function measure(
  service: CallsService,
  all: readonly Pace[],
  open: (numbers: readonly string[]) => Promise<void>,
): Promise<readonly TurnTimes[]> {
  const measured: TurnTimes[] = [];
  const talks = new Talks(service, paces[0]);
  for (const pace of all) {
    const added = Array.from({ length: pace.calls - talks.count }, (_, index) =>
      String(talks.count + index + 1),
    );
    await open(added);
    for (const number of added) talks.add(number);
    await talks.measure(pace, warmUpMs);
    measured.push(await talks.measure(pace, pace.forMs));
  }
  await talks.end();
  return measured;
}
