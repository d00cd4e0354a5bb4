import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openRehearsal } from '../../../main/app/rehearsal.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { Scope } from '../../../main/base/scope.ts';
import { droppedAfterMs } from '../../../main/rehearsal/conditions.ts';
import type { Secrets } from '../../../main/settings/ports.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import type { Json } from '../rehearsal/voipbin/harness.ts';
import { answerBy, request } from '../rehearsal/voipbin/harness.ts';

/** A rehearsal whose time stands still, with somebody to answer the practice number. */
async function open() {
  const home = await mkdtemp(join(tmpdir(), 'adjutant-rehearsal-'));
  const clock = new FakeClock();
  const scope = new Scope();
  onTestFinished(async () => {
    await scope.close();
    await rm(home, { recursive: true });
  });
  const rehearsal = await openRehearsal({ home, clock, log: silentLogger }, scope);
  const accessKey = (await rehearsal.fix({} as Secrets).get('voipbin-token')) ?? '';
  const service = { url: rehearsal.phone.url, accessKey };
  await answerBy(service, [{ type: 'answer' }, { type: 'sleep', option: { duration: 3_600_000 } }]);
  /** States of all calls, newest first. */
  const calls = async (): Promise<readonly unknown[]> =>
    ((await request(service, 'GET', '/calls')).body['result'] as readonly Json[]).map(
      ({ status }) => status,
    );
  return { clock, scope, rehearsal, calls };
}

test('a line that drops ends each call after its time, and the next caller is there for as long', async () => {
  const { clock, rehearsal, calls } = await open();
  rehearsal.setFault('line-drops', true);
  rehearsal.call(['Hello?']);
  await clock.advanceAsync(droppedAfterMs - 1);
  expect(await calls()).toEqual(['progressing']);
  await clock.advanceAsync(1);
  expect(await calls()).toEqual(['hangup']);
  expect(() => rehearsal.say('Are you there?')).toThrow('No practice call is under way.');

  rehearsal.call(['Hello again?']);
  await clock.advanceAsync(droppedAfterMs - 1);
  expect(await calls()).toEqual(['progressing', 'hangup']);
});

test('a caller who was gone before the line drops takes no later call along', async () => {
  const { clock, rehearsal, calls } = await open();
  rehearsal.setFault('line-drops', true);
  rehearsal.call(['Hello?']);
  await clock.advanceAsync(1000);
  rehearsal.hangUp();
  rehearsal.call(['Hello again?']);
  await clock.advanceAsync(droppedAfterMs - 1000);
  expect(await calls()).toEqual(['progressing', 'hangup']);
});

test('a line that does not drop, or not any more, stays; and none drops after the rehearsal', async () => {
  const { clock, scope, rehearsal, calls } = await open();
  rehearsal.setFault('line-drops', true);
  rehearsal.call(['Hello?']);
  await clock.advanceAsync(1000);
  rehearsal.setFault('line-drops', false);
  await clock.advanceAsync(2 * droppedAfterMs);
  expect(await calls()).toEqual(['progressing']);

  rehearsal.setFault('line-drops', true);
  rehearsal.call(['Hello again?']);
  await scope.close();
  await clock.advanceAsync(droppedAfterMs);
  expect(clock.pending).toBe(0);
});

test('a fault that nobody knows is refused with the names of all', async () => {
  const { rehearsal } = await open();
  const names = [...new Set(rehearsal.faults().map(({ name }) => name))];

  expect(() => rehearsal.setFault('nope', true)).toThrow(`Known: ${names.join(', ')}.`);
});
