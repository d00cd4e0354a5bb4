import { expect, test } from 'vitest';
import { Gate } from '../../../main/base/gate.ts';

const { signal: never } = new AbortController();

test('lets everybody through while it is open', async () => {
  const gate = new Gate(true);

  await gate.passed(never);

  expect(gate.isOpen).toBe(true);
});

test('holds everybody until it opens', async () => {
  const gate = new Gate(false);
  const passed: number[] = [];
  const both = [1, 2].map((who) => gate.passed(never).then(() => passed.push(who)));
  await Promise.resolve();
  expect(passed).toEqual([]);

  gate.open();

  await Promise.all(both);
  expect(passed).toEqual([1, 2]);
});

test('holds whoever comes after it was shut again', async () => {
  const gate = new Gate(true);
  gate.shut();
  let passed = false;
  const waiting = gate.passed(never).then(() => (passed = true));
  await Promise.resolve();
  expect(passed).toBe(false);

  gate.open();

  await waiting;
});

test('holds those who wait when it is shut before they have got through', async () => {
  const gate = new Gate(false);
  let passed = false;
  const waiting = gate.passed(never).then(() => (passed = true));

  gate.open();
  gate.shut();
  await new Promise(setImmediate);
  expect(passed).toBe(false);

  gate.open();
  await waiting;
  expect(passed).toBe(true);
});

test('lets those who give up go, with the reason', async () => {
  const gate = new Gate(false);
  const controller = new AbortController();
  const waiting = gate.passed(controller.signal);

  controller.abort(new Error('enough'));

  await expect(waiting).rejects.toThrow('enough');
  await expect(gate.passed(controller.signal)).rejects.toThrow('enough');
});

test('refuses an aborted signal even while it is open', async () => {
  await expect(new Gate(true).passed(AbortSignal.abort(new Error('over')))).rejects.toThrow('over');
});
