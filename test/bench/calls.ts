import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { customerId } from '../peers/voipbin/voipbin-peer.ts';
import { AppProcess } from './app-process.ts';
import { CallsService, ownNumber } from './calls-service.ts';
import { Talks } from './calls-turns.ts';
import type { Pace, TurnTimes } from './calls-turns.ts';
import { percentiles } from './percentiles.ts';
import type { Row } from './table.ts';

/** Many more turns than people take: one every 0.1, 0.5 and 0.9 s on each call. With 0.3 s the second sentence is due. */
const paces = [
  { calls: 1, forMs: 8000, bargeInMs: 80, speakMs: 40 },
  { calls: 10, forMs: 7000, bargeInMs: 400, speakMs: 300 },
  { calls: 50, forMs: 9000, bargeInMs: 400, speakMs: 800 },
] as const satisfies readonly Pace[];
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
  const { measured, late } = await measureApp();
  if (late.length > 0) {
    const after = late.map((ms) => `${ms.toFixed(1)} ms`).join(', ');
    process.stderr.write(`[bench] words after the flush of their turn: ${after}\n`);
    process.exitCode = 1;
  }
  const count = { p50: late.length, p95: late.length, p99: late.length };
  return [
    ...paces.flatMap((pace, index) => toRows(pace, measured[index], floor[index])),
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

async function measureApp() {
  const service = new CallsService();
  await service.listen();
  const app = await AppProcess.start({
    ADJUTANT_VOIPBIN_URL: service.url,
    ADJUTANT_VOIPBIN_TOKEN: 'vb_bench',
    ADJUTANT_VOIPBIN_SOURCE: ownNumber,
    ADJUTANT_LLM_URL: `${service.url}/model`,
    ADJUTANT_LLM_MODEL: 'double',
    ADJUTANT_PHONE_INBOUND: 'everyone',
    ADJUTANT_PHONE_MAX_CONCURRENT_CALLS: '50',
    ADJUTANT_PHONE_DISCLOSURE: 'An AI speaks.',
    ADJUTANT_PHONE_GREETING: '',
    // The last word ends the turn: what is measured is the work after it, not the wait for more words.
    ADJUTANT_PHONE_ENDPOINTING_MIN_MS: '0',
    ADJUTANT_PHONE_ENDPOINTING_MAX_MS: '0',
  });
  try {
    await service.subscribed();
    const measured = await measure(service, async (numbers) => {
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

async function measureFloor(): Promise<readonly TurnTimes[]> {
  const service = new CallsService();
  await service.listen();
  const script = new URL('./calls-floor.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, service.url, customerId], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  try {
    await service.subscribed();
    return await measure(service, () => Promise.resolve(), 0.5);
  } finally {
    child.kill();
    await service.close();
  }
}

/** One pace after the other; the calls of the one before go on, so that none falls silent. */
async function measure(
  service: CallsService,
  open: (numbers: readonly string[]) => Promise<void>,
  share = 1,
): Promise<readonly TurnTimes[]> {
  const measured: TurnTimes[] = [];
  const [first] = paces;
  const talks = new Talks(service, first);
  for (const pace of paces) {
    const added = Array.from({ length: pace.calls - talks.count }, (_, index) =>
      String(talks.count + index + 1),
    );
    await open(added);
    for (const number of added) talks.add(number);
    await talks.measure(pace, warmUpMs);
    measured.push(await talks.measure(pace, pace.forMs * share));
  }
  await talks.end();
  return measured;
}
