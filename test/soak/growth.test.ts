import { expect, test } from 'vitest';
import type { ExportLine } from '../app/instance.ts';
import { judgeCall } from './call-verdict.ts';
import type { Measured } from './day.ts';
import { growthOf, toTable } from './growth.ts';

const early: Measured = {
  ...{
    heapUsed: 38e6,
    code: 8e6,
    external: 10e6,
    rss: 150e6,
    resources: { Timeout: 4 },
    descriptors: 30,
  },
  ...{ databaseBytes: 400_000, threadLines: 100 },
};

test('a life in which nothing grew has no fault', () => {
  expect(
    growthOf({ early, late: { ...early, heapUsed: 43e6, code: 12e6, rss: 300e6 } }, 1),
  ).toEqual([]);
});

test.each([
  [{ heapUsed: 41e6 }, 'life 1: memory grew by 7.5 %'],
  [{ external: 13e6 }, 'life 1: memory grew by 7.5 %'],
  [{ heapUsed: 44e6, code: 14e6 }, 'life 1: compiled code grew by 75.0 %'],
  [{ descriptors: 34 }, 'life 1: 30 descriptors became 34'],
  [{ resources: { Timeout: 8 } }, 'life 1: 4 Timeout became 8'],
  [{ resources: { Timeout: 4, TCPWRAP: 4 } }, 'life 1: 0 TCPWRAP became 4'],
])('%j is told', (change, sentence) => {
  expect(growthOf({ early, late: { ...early, ...change } }, 1)).toEqual([sentence]);
});

test('each life is a row', () => {
  expect(
    toTable([{ early, late: { ...early, heapUsed: 40e6 } }])
      .split('\n')
      .at(-1),
  ).toBe(
    '| 1 | 40.0 MB → 42.0 MB (+5.0 %) | 8.0 MB → 8.0 MB | 150.0 MB → 150.0 MB | 4 → 4 | 30 → 30 | 100 → 100 | 4000 → 4000 |',
  );
});

const call = { id: 'c', words: 'errand 001', times: 2, wasAnswered: true, stage: 'was answered' };

function lines(...directions: readonly ('in' | 'out')[]): readonly ExportLine[] {
  const line = { callId: 'c', channel: 'phone', text: 'Answer to errand 001' };
  return directions.map((direction) => ({ ...line, direction })) as unknown as ExportLine[];
}

test.each([
  [lines('in', 'out'), []],
  [lines('in', 'in', 'out', 'out'), []],
  [lines('in', 'in', 'in', 'out'), ['doubled']],
  [lines('in', 'out', 'out'), ['doubled']],
  [lines('in'), ['lost']],
  [[], ['lost']],
] as const)('a call is judged by what stands in the thread', (thread, faults) => {
  const found = judgeCall({ ...call, stage: 'was answered' }, thread);
  expect(found.map((fault) => fault.split(':')[0])).toEqual(faults);
});

test('what was cut need not stand there', () => {
  expect(judgeCall({ ...call, wasAnswered: false, stage: 'rang' }, [])).toEqual([]);
});
