import { expect, test } from 'vitest';
import { Lanes } from '../../../main/base/lanes.ts';
import { createLogger, silentLogger } from '../../../main/base/log.ts';

function setUp() {
  const controller = new AbortController();
  return { controller, lanes: new Lanes(silentLogger, controller.signal) };
}

test('runs the tasks of one lane one after the other, in order', async () => {
  const { lanes } = setUp();
  const first = Promise.withResolvers<void>();
  const order: string[] = [];
  lanes.add('lane', 'a', async () => {
    await first.promise;
    order.push('a');
  });
  lanes.add('lane', 'b', async () => void order.push('b'));
  await new Promise(setImmediate);
  expect(order).toEqual([]);

  first.resolve();
  await lanes.idle();

  expect(order).toEqual(['a', 'b']);
});

test('runs lanes side by side', async () => {
  const { lanes } = setUp();
  const first = Promise.withResolvers<void>();
  const order: string[] = [];
  lanes.add('one', 'a', () => first.promise);
  lanes.add('two', 'b', async () => {
    order.push('b');
    first.resolve();
  });

  await lanes.idle();

  expect(order).toEqual(['b']);
});

test('refuses a name that waits or runs, and takes it again afterwards', async () => {
  const { lanes } = setUp();
  let runs = 0;
  const task = async (): Promise<void> => void (runs += 1);

  expect(lanes.add('lane', 'a', task)).toBe(true);
  expect(lanes.add('other', 'a', task)).toBe(false);
  await lanes.idle();
  expect(lanes.add('lane', 'a', task)).toBe(true);
  await lanes.idle();

  expect(runs).toBe(2);
});

test('goes on after a task that failed, and logs it', async () => {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const log = createLogger('x', { level: 'info', diagnostics: false, write });
  const lanes = new Lanes(log, new AbortController().signal);
  let reached = false;
  lanes.add('lane', 'a', () => Promise.reject(new Error('private words')));
  lanes.add('lane', 'b', async () => void (reached = true));

  await lanes.idle();

  expect(reached).toBe(true);
  expect(lines.join('')).toContain('a task failed');
  expect(lines.join('')).not.toContain('private words');
});

test('begins nothing after its signal', async () => {
  const { lanes, controller } = setUp();
  const order: string[] = [];
  lanes.add('lane', 'a', async () => {
    order.push('a');
    controller.abort();
  });
  lanes.add('lane', 'b', async () => void order.push('b'));

  await lanes.idle();

  expect(order).toEqual(['a']);
});

test('is idle only when what was added meanwhile has ended', async () => {
  const { lanes } = setUp();
  const order: string[] = [];
  lanes.add('lane', 'a', async () => {
    lanes.add('other', 'b', async () => {
      await new Promise(setImmediate);
      order.push('b');
    });
  });

  await lanes.idle();

  expect(order).toEqual(['b']);
});
