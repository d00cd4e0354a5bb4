import { expect, test } from 'vitest';
import { FaultSwitches } from '../../../main/rehearsal/fault-switches.ts';
import type { RehearsalFault } from '../../../shared/ipc-contract.ts';

const labels = { slow: 'Every answer is slow', gone: 'The service is gone' };

test('begins with every fault off and lists them with their labels', () => {
  expect(new FaultSwitches(labels).list()).toEqual([
    { name: 'slow', label: 'Every answer is slow', on: false },
    { name: 'gone', label: 'The service is gone', on: false },
  ]);
});

test('tells listeners of real changes only, until they are removed', () => {
  const faults = new FaultSwitches(labels);
  const seen: (readonly RehearsalFault[])[] = [];
  const remove = faults.onChange((list) => seen.push(list));
  faults.set('slow', true);
  faults.set('slow', true);
  remove();
  faults.set('slow', false);
  expect(seen.map((list) => list.map(({ on }) => on))).toEqual([[true, false]]);
  expect(faults.isOn('slow')).toBe(false);
});

test('refuses an unknown name and says which there are', () => {
  expect(() => new FaultSwitches(labels).set('odd', true)).toThrow(
    expect.objectContaining({
      kind: 'refused',
      message: expect.stringMatching(/"odd".*slow, gone/),
    }),
  );
});
