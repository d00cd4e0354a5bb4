import { expect, test } from 'vitest';
import { Scope } from '../../../main/base/scope.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

test('closes in the reverse order of opening, one step after the other', async () => {
  const scope = new Scope();
  const order: string[] = [];
  scope.defer('first', () => order.push('first'));
  scope.defer('second', async () => {
    order.push('second begins');
    await Promise.resolve();
    order.push('second ends');
  });

  expect(await scope.close()).toEqual([]);

  expect(order).toEqual(['second begins', 'second ends', 'first']);
});

test('hands back what it is given and closes it', async () => {
  const scope = new Scope();
  let closed = 0;
  const resource = scope.add('resource', { name: 'x', close: () => (closed += 1) });

  expect(resource.name).toBe('x');
  await scope.close();

  expect(closed).toBe(1);
});

test('closes once, however often it is asked, and every caller hears the same', async () => {
  const scope = new Scope();
  let closed = 0;
  scope.defer('step', () => (closed += 1));

  const [first, second] = await Promise.all([scope.close(), scope.close()]);

  expect(closed).toBe(1);
  expect(second).toBe(first);
});

test('collects what went wrong and goes on with the next step', async () => {
  const scope = new Scope();
  let reached = false;
  scope.defer('last', () => (reached = true));
  scope.defer('throws', () => {
    throw new Error('thrown');
  });
  scope.defer('rejects', () => Promise.reject(new Error('rejected')));

  const errors = await scope.close();

  expect(errors.map(({ message }) => message)).toEqual([
    'closing "rejects" failed',
    'closing "throws" failed',
  ]);
  expect(errors[1]?.cause).toMatchObject({ message: 'thrown' });
  expect(reached).toBe(true);
});

test('leaves a step that does not end after its limit', async () => {
  const clock = new FakeClock();
  const scope = new Scope({ clock, stepMs: 500 });
  let reached = false;
  scope.defer('next', () => (reached = true));
  scope.defer('hangs', () => new Promise(() => {}));

  const closed = scope.close();
  await clock.advanceAsync(499);
  expect(reached).toBe(false);
  await clock.advanceAsync(1);

  const errors = await closed;
  expect(errors.map(({ cause }) => (cause as Error).message)).toEqual(['took longer than 500 ms']);
  expect(reached).toBe(true);
  expect(clock.pending).toBe(0);
});

test('aborts its signal before the first step', async () => {
  const scope = new Scope();
  let aborted = false;
  scope.defer('step', () => (aborted = scope.signal.aborted));

  await scope.close();

  expect(aborted).toBe(true);
  expect(scope.signal.reason).toMatchObject({ name: 'AbortError' });
});

test('is aborted with its parent, and leaves the parent alone', async () => {
  const outer = new Scope();
  const inner = new Scope({ parent: outer.signal });
  const other = new Scope({ parent: outer.signal });

  await other.close();
  expect(outer.signal.aborted).toBe(false);
  expect(inner.signal.aborted).toBe(false);

  await outer.close();
  expect(inner.signal.aborted).toBe(true);
});

test('refuses what is started after its end', async () => {
  const scope = new Scope();
  await scope.close();

  expect(() => scope.defer('late', () => {})).toThrow('"late" was started in a closed scope');
});
