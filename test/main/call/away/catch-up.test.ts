import { expect, test } from 'vitest';
import { Gate } from '../../../../main/base/gate.ts';
import { silentLogger } from '../../../../main/base/log.ts';
import { CatchUp } from '../../../../main/call/away/catch-up.ts';
import { NetworkError } from '../../../../shared/errors.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

type Look = () => Promise<number | null>;

function openCatchUp(look: Look, isReady = true, others: readonly Look[] = []) {
  const clock = new FakeClock();
  const ready = new Gate(isReady);
  let count = 0;
  const counted = (): Promise<number | null> => {
    count += 1;
    return look();
  };
  const catchUp = new CatchUp({ looks: [...others, counted], ready, clock, log: silentLogger });
  const scope = new AbortController();
  const run = catchUp.run(scope.signal).catch(() => 'ended');
  return { catchUp, clock, ready, scope, run, count: () => count };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

test('it looks when the service can be asked, then only after news', async () => {
  const { catchUp, ready, count } = openCatchUp(() => Promise.resolve(null), false);
  await settle();
  expect(count()).toBe(0);
  ready.open();
  await settle();
  expect(count()).toBe(1);
  catchUp.nudge();
  await settle();
  expect(count()).toBe(2);
});

test('it looks again when something is due', async () => {
  const { clock, count } = openCatchUp(() => Promise.resolve(8000));
  await settle();
  clock.advance(7999);
  await settle();
  expect(count()).toBe(1);
  clock.advance(1);
  await settle();
  expect(count()).toBe(2);
});

test('a failure is tried again', async () => {
  const failing = () => Promise.reject(new NetworkError('X', 'Gone.'));
  const { clock, count } = openCatchUp(failing);
  await settle();
  clock.advance(2000);
  await settle();
  expect(count()).toBe(2);
});

test('a failure keeps nothing else from being looked at', async () => {
  const failing = () => Promise.reject(new NetworkError('X', 'Gone.'));
  const { count } = openCatchUp(() => Promise.resolve(null), true, [failing]);
  await settle();
  expect(count()).toBe(1);
});

test('news that comes during a look is no wait later', async () => {
  let finish = (): void => undefined;
  const { catchUp, count } = openCatchUp(
    () => new Promise((resolve) => (finish = () => resolve(null))),
  );
  await settle();
  catchUp.nudge();
  finish();
  await settle();
  expect(count()).toBe(2);
});

test('it ends with its signal', async () => {
  const { scope, run } = openCatchUp(() => Promise.resolve(null));
  await settle();
  scope.abort(new DOMException('closed', 'AbortError'));
  expect(await run).toBe('ended');
});
