import { describe, expect, test } from 'vitest';
import type { CallRecord } from '../../../main/call/ports.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { CallWatch } from '../../../main/voipbin/call-watch.ts';
import { parseCall } from '../../../main/voipbin/call-wire.ts';
import { EventStream } from '../../../main/voipbin/events.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { fixture } from './fixtures.ts';

function call(id: string, status: CallRecord['status']): CallRecord {
  return { ...parseCall(fixture('call')), id, status };
}

/** The watch with calls that the test keeps, and what was looked at, one list for each round. */
async function openWatch(isWatched: boolean) {
  const clock = new FakeClock();
  const stream = new EventStream(clock);
  const calls = new Map<string, CallRecord | null>();
  const looks: string[] = [];
  const way = { isWatched };
  const controller = new AbortController();
  const watch = new CallWatch({
    stream,
    read: (id) => {
      looks.push(id);
      const found = calls.get(id);
      return found === undefined
        ? Promise.reject(new Error('out of order'))
        : Promise.resolve(found);
    },
    isWatched: () => way.isWatched,
    clock,
    log: silentLogger,
  });
  stream.told.on(() => watch.reconsider());
  const ended = watch.run(controller.signal).catch((error: unknown) => error);
  await clock.advanceAsync(0);
  return { clock, stream, calls, looks, way, watch, controller, ended };
}

describe('while the socket stands', () => {
  test('looks at nothing that was not ordered', async () => {
    const { clock, stream, looks } = await openWatch(true);
    stream.takeCall(call('a', 'progressing'));
    await clock.advanceAsync(60_000);
    expect(looks).toEqual([]);
  });

  test('looks at a dialled call every 2 s until it is answered, and tells that', async () => {
    const { clock, stream, calls, looks, watch } = await openWatch(true);
    calls.set('a', call('a', 'ringing'));
    watch.expect('a', 'answered');
    await clock.advanceAsync(1999);
    expect(looks).toEqual([]);
    await clock.advanceAsync(4001);
    expect(looks).toEqual(['a', 'a', 'a']);
    calls.set('a', call('a', 'progressing'));
    await clock.advanceAsync(60_000);
    expect(looks).toHaveLength(4);
    expect(stream.knownCall('a')?.status).toBe('progressing');
  });

  test('stops looking at once when an event tells it', async () => {
    const { clock, stream, looks, watch } = await openWatch(true);
    watch.expect('a', 'ended');
    stream.takeCall(call('a', 'ended'));
    await clock.advanceAsync(60_000);
    expect(looks).toEqual([]);
  });

  test('gives up a call that never comes to it', async () => {
    const { clock, calls, looks, watch } = await openWatch(true);
    calls.set('a', null);
    watch.expect('a', 'answered');
    await clock.advanceAsync(600_000);
    expect(looks).toHaveLength(60);
  });
});

describe('while no socket stands', () => {
  test('looks at live calls and notices a hang-up that was missed', async () => {
    const { clock, stream, calls, looks } = await openWatch(false);
    stream.takeCall(call('a', 'progressing'));
    calls.set('a', call('a', 'ended'));
    await clock.advanceAsync(2000);
    expect(stream.knownCall('a')?.status).toBe('ended');
    await clock.advanceAsync(60_000);
    expect(looks).toEqual(['a']);
  });

  test('takes a call whose record is gone as over', async () => {
    const { clock, stream, calls } = await openWatch(false);
    stream.takeCall(call('a', 'progressing'));
    calls.set('a', null);
    await clock.advanceAsync(2000);
    expect(stream.knownCall('a')).toMatchObject({ status: 'ended', hangup: { reason: '' } });
  });

  test('goes on after a look that failed', async () => {
    const { clock, stream, looks } = await openWatch(false);
    stream.takeCall(call('a', 'progressing'));
    await clock.advanceAsync(6000);
    expect(looks).toEqual(['a', 'a', 'a']);
  });

  test('looks at our own calls before all others, and never at too many', async () => {
    const { clock, stream, calls, looks, watch } = await openWatch(false);
    for (let count = 0; count < 20; count += 1) {
      stream.takeCall(call(`c${count}`, 'progressing'));
      calls.set(`c${count}`, call(`c${count}`, 'progressing'));
    }
    watch.touch('c3');
    await clock.advanceAsync(2000);
    expect(looks).toEqual(['c3', 'c19', 'c18', 'c17', 'c16', 'c15']);
  });

  test('begins when the socket is lost', async () => {
    const { clock, stream, calls, looks, way, watch } = await openWatch(true);
    stream.takeCall(call('a', 'progressing'));
    calls.set('a', call('a', 'progressing'));
    await clock.advanceAsync(10_000);
    way.isWatched = false;
    watch.reconsider();
    await clock.advanceAsync(2000);
    expect(looks).toEqual(['a']);
  });
});

test('ends with its signal and leaves no timer', async () => {
  const { clock, controller, ended, watch } = await openWatch(true);
  watch.expect('a', 'answered');
  await clock.advanceAsync(0);
  controller.abort();
  await expect(ended).resolves.toMatchObject({ name: 'AbortError' });
  expect(clock.pending).toBe(0);
});
