import { describe, expect, test } from 'vitest';
import { MissedCalls } from '../../../../main/call/away/missed-calls.ts';
import { endedCall, friend, openAwayScene, own, startAt } from './away-scene.ts';

const { signal } = new AbortController();
const answered = { answeredAt: startAt + 5000 };

function openMissed(before?: Parameters<typeof openAwayScene>[0]) {
  const scene = openAwayScene(before);
  return { ...scene, missed: new MissedCalls(scene.deps) };
}

/** As `openMissed`, with the first start behind it. */
async function openLater() {
  const scene = openMissed();
  await scene.missed.look(signal);
  return scene;
}

describe('a missed call', () => {
  test('is one line of its caller', async () => {
    const { missed, history, told, isRemembered } = await openLater();
    history.calls.push(endedCall('a', 1000));
    expect(await missed.look(signal)).toBeNull();
    expect(told).toMatchObject([
      {
        ...{ text: 'Missed call', channel: 'phone', direction: 'in', author: friend },
        ...{ principal: 'trusted', delivery: 'received', conversationId: 'a', callId: 'a' },
        at: startAt + 1000,
      },
    ]);
    expect(isRemembered()).toBe(false);
  });

  test('is told once, in order, also after a run that died', async () => {
    const { missed, history, told, db, kept } = await openLater();
    history.calls.push(endedCall('a', 1000), endedCall('b', 2000));
    await missed.look(signal);
    await missed.look(signal);
    const next = openMissed({ db, history });
    history.calls.push(endedCall('c', 3000));
    await next.missed.look(signal);
    expect(told.map(({ callId }) => callId)).toEqual(['a', 'b']);
    expect(next.told.map(({ callId }) => callId)).toEqual(['c']);
    expect(kept()).toHaveLength(3);
  });

  test('of the time before the first start is not imported', async () => {
    const { missed, history, told } = openMissed();
    history.calls.push(endedCall('old', -1000));
    await missed.look(signal);
    await missed.look(signal);
    expect(told).toEqual([]);
  });

  test.each([
    ['to another number', { to: { type: 'tel', target: '+12025550100', name: '' } as const }],
    ['that still goes on', { status: 'progressing' as const }],
  ])('is none %s', async (_what, change) => {
    const { missed, history, told } = await openLater();
    history.calls.push(endedCall('a', 1000, change));
    await missed.look(signal);
    expect(told).toEqual([]);
  });

  test('is none that we had, unless nobody ever answered it', async () => {
    const { missed, history, told, handled } = await openLater();
    handled('had');
    handled('given up');
    history.calls.push(endedCall('had', 1000, answered), endedCall('given up', 2000));
    await missed.look(signal);
    expect(told.map(({ callId }) => callId)).toEqual(['given up']);
  });

  test('is none on which something was said, though nobody tells that it was answered', async () => {
    const { missed, history, told, handled, said } = await openLater();
    handled('had');
    said('had');
    history.calls.push(endedCall('had', 1000));
    await missed.look(signal);
    expect(told).toEqual([]);
  });

  test('is one that we wanted and the mailbox took', async () => {
    const { missed, history, told, handled } = await openLater();
    handled('a', 'missed');
    history.calls.push(endedCall('a', 1000, answered));
    await missed.look(signal);
    expect(told[0]?.callId).toBe('a');
  });

  test('is looked for again while it is not kept yet that it was not us who answered it', async () => {
    const { missed, history, told, handled } = await openLater();
    handled('a');
    history.calls.push(endedCall('a', 1000, answered));
    expect(await missed.look(signal)).toBe(15_000);
    expect(told).toEqual([]);
    handled('a', 'missed');
    expect(await missed.look(signal)).toBe(8000);
    expect(told[0]?.callId).toBe('a');
  });

  test('is found however long it takes until it is kept that it was not us who answered it', async () => {
    const { missed, history, told, handled, clock } = await openLater();
    handled('a');
    history.calls.push(endedCall('a', 1000, answered));
    clock.advance(3 * 3_600_000);
    await missed.look(signal);
    clock.advance(15_000);
    await missed.look(signal);
    handled('a', 'missed');
    await missed.look(signal);
    expect(told[0]?.callId).toBe('a');
  });

  test('is looked for again while a call goes on, and found when it ends later', async () => {
    const { missed, history, told, clock } = await openLater();
    history.calls.push(endedCall('long', 1000, { status: 'progressing' }));
    expect(await missed.look(signal)).toBe(15_000);
    clock.advance(59 * 60_000);
    await missed.look(signal);
    history.calls = [endedCall('long', 1000)];
    await missed.look(signal);
    expect(told.map(({ callId }) => callId)).toEqual(['long']);
  });

  test('of a stranger is a line of a stranger', async () => {
    const { missed, history, told } = await openLater();
    const from = { type: 'tel', target: own, name: '' } as const;
    history.calls.push(endedCall('a', 1000, { from }));
    await missed.look(signal);
    expect(told[0]?.principal).toBe('stranger');
  });
});

describe('a voicemail', () => {
  test('comes with its text and length when they are there', async () => {
    const { missed, history, told } = await openLater();
    history.calls.push(endedCall('a', 1000, answered));
    history.voicemails.set('a', { text: 'Please call back.', recordedMs: 23_000 });
    await missed.look(signal);
    expect(told.at(-1)?.text).toBe('Missed call. Voicemail (0:23): Please call back.');
    expect(new Set(told.map(({ id }) => id)).size).toBe(1);
  });

  test('is waited for, and grows by what is understood late', async () => {
    const { missed, history, told, clock } = await openLater();
    history.calls.push(endedCall('a', 1000, answered));
    expect(await missed.look(signal)).toBe(8000);
    history.voicemails.set('a', { text: 'Please', recordedMs: 23_000 });
    clock.advance(8000);
    await missed.look(signal);
    expect(told.at(-1)?.text).toBe('Missed call. Voicemail (0:23): Please');
  });

  test('that came at once is looked at once more for its last words', async () => {
    const { missed, history, told, clock } = await openLater();
    history.calls.push(endedCall('a', 1000, answered));
    history.voicemails.set('a', { text: 'Please', recordedMs: 23_000 });
    await missed.look(signal);
    history.voicemails.set('a', { text: 'Please call back.', recordedMs: 23_000 });
    clock.advance(8000);
    expect(await missed.look(signal)).toBeNull();
    expect(told.at(-1)?.text).toContain('Please call back.');
  });

  test('that never comes is given up after a quarter of an hour', async () => {
    const { missed, history, clock } = await openLater();
    history.calls.push(endedCall('a', 1000, answered));
    const waits: (number | null)[] = [];
    for (let look = 0; look < 7; look += 1) {
      const wait = await missed.look(signal);
      waits.push(wait);
      clock.advance(wait ?? 0);
    }
    expect(waits).toEqual([8000, 20_000, 60_000, 180_000, 600_000, null, null]);
  });

  test('is still waited for by the next run', async () => {
    const { missed, history, db } = await openLater();
    history.calls.push(endedCall('a', 1000, answered));
    await missed.look(signal);
    const next = openMissed({ db, history });
    history.voicemails.set('a', { text: '', recordedMs: 4000 });
    next.clock.advance(8000);
    await next.missed.look(signal);
    expect(next.told.at(-1)?.text).toBe(
      'Missed call. Voicemail (0:04) without words that were understood.',
    );
  });
});
