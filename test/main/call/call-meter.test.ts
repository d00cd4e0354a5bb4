import { expect, test } from 'vitest';
import { emptyMeter, followMeter, readMeter } from '../../../main/call/call-meter.ts';
import type { CallMeter } from '../../../main/call/call-meter.ts';
import type { Ears, Phase } from '../../../main/call/call-state.ts';

const open: Ears = { type: 'open', transcriptionId: 't', newsAt: 0 };
const closed: Ears = { type: 'closed' };
const reopening: Ears = { type: 'opening', tries: 0 };

function follow(...steps: readonly (readonly [Phase, Ears, number])[]): CallMeter {
  return steps.reduce(
    (meter, [phase, ears, at]) => followMeter(meter, { phase, ears }, at),
    emptyMeter,
  );
}

test('counts from the answer, and transcription while it runs', () => {
  const meter = follow(['waiting', closed, 10], ['live', closed, 20], ['live', open, 30]);

  expect(readMeter(meter, 100)).toMatchObject({ answeredAt: 20, transcribedMs: 70 });
});

test('adds up transcriptions that were opened anew', () => {
  const meter = follow(
    ['live', open, 0],
    ['live', reopening, 50],
    ['live', open, 80],
    ['leaving', open, 90],
    ['over', closed, 100],
  );

  expect(readMeter(meter, 500)).toMatchObject({ answeredAt: 0, transcribedMs: 70 });
  expect(meter.overAt).toBe(100);
});

test('does not count on after the end', () => {
  const meter = follow(['live', open, 0], ['over', open, 100], ['over', open, 300]);

  expect([readMeter(meter, 900).transcribedMs, meter.overAt]).toEqual([100, 100]);
});

test('stays the same object where nothing is to be counted', () => {
  const meter = follow(['live', open, 0]);

  expect(followMeter(meter, { phase: 'live', ears: open }, 50)).toBe(meter);
});
