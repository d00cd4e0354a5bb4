import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NetworkError, RemoteError } from '../../../shared/errors.ts';
import type { CallRecord, DialBook } from '../../../main/call/ports.ts';
import { openDatabase } from '../../../main/store/database.ts';
import type { Database } from '../../../main/store/database.ts';
import { beginDial, endDial, openDials } from '../../../main/store/dial.ts';
import { caller, openDesk, own, ringing } from './desk-scene.ts';

const target = { type: 'tel', target: caller, name: '' } as const;
const extension = { type: 'extension', target: '100', name: '' } as const;

let db: Database;
let dials: DialBook;
beforeEach(() => {
  db = openDatabase(':memory:');
  dials = {
    beginDial: async (dial) => beginDial(db, dial),
    endDial: async (query) => endDial(db, query),
    openDials: async () => openDials(db),
  };
});
afterEach(() => db.file.close());

function placed(id: string, createdAt: number): CallRecord {
  const call = ringing(id);
  return {
    ...{ ...call, direction: 'outgoing', status: 'progressing', createdAt },
    ...{ from: call.to, to: call.from },
  };
}

const hangUps = (asked: readonly string[]) => asked.filter((line) => line.startsWith('hang-up'));

describe('what is being dialled', () => {
  test('is noted before the service is asked, and no more once its call is known', async () => {
    const { desk, telephony, clock } = openDesk({ dials });
    const { place } = telephony;
    const noted: unknown[] = [];
    telephony.place = (...asked) => {
      noted.push(...openDials(db));
      return place.apply(telephony, asked);
    };
    await desk.place(target, null);
    await clock.advanceAsync(0);
    expect(noted).toEqual([{ target, source: own, since: clock.now() - 30_000 }]);
    expect(openDials(db)).toEqual([]);
  });

  test.each([
    ['was refused', new RemoteError('X', 'not allowed', { status: 403 })],
    ['did not leave', new NetworkError('X', 'away', { mayHaveArrived: false })],
  ])('and %s is noted no more', async (_how, error) => {
    const { desk, telephony, clock } = openDesk({ dials });
    telephony.failures.set('place', error);
    await expect(desk.place(target, null)).rejects.toThrow(error.message);
    await clock.advanceAsync(0);
    expect(openDials(db)).toEqual([]);
  });

  test('is dialled also where it cannot be noted', async () => {
    const full = () => Promise.reject(new Error('disk full'));
    const { desk } = openDesk({ dials: { ...dials, beginDial: full, endDial: full } });
    expect(await desk.place(target, null)).toHaveProperty('callId');
  });
});

describe('what a run that died was dialling', () => {
  test('is hung up by the next one, and that once', async () => {
    const { desk, telephony, clock } = openDesk({ dials });
    beginDial(db, { target, source: own, since: clock.now() - 40_000 });
    telephony.calls.set('made', placed('made', clock.now() - 9000));
    await desk.endLostDials();
    await clock.advanceAsync(100);
    expect(hangUps(telephony.asked)).toEqual(['hang-up made']);
    expect(openDials(db)).toEqual([]);
    await desk.endLostDials();
    await clock.advanceAsync(60_000);
    expect(hangUps(telephony.asked)).toEqual(['hang-up made']);
    expect(clock.pending).toBe(0);
  });

  test('is looked for until the service answers', async () => {
    const { desk, telephony, clock } = openDesk({ dials });
    const { liveCalls } = telephony;
    beginDial(db, { target, source: own, since: clock.now() - 40_000 });
    telephony.calls.set('made', placed('made', clock.now() - 9000));
    telephony.liveCalls = () => Promise.reject(new NetworkError('RESET', 'It is away.'));
    await desk.endLostDials();
    await clock.advanceAsync(10_000);
    expect(openDials(db)).toHaveLength(1);
    telephony.liveCalls = liveCalls;
    await clock.advanceAsync(60_000);
    expect(hangUps(telephony.asked)).toEqual(['hang-up made']);
    expect(openDials(db)).toEqual([]);
  });

  test.each([
    ['to somebody else', { target: extension, source: own, ageMs: 40_000 }],
    ['from another number', { target, source: '+12025550111', ageMs: 40_000 }],
    ['of another time', { target, source: own, ageMs: 400_000 }],
  ])('is none that went %s: those are left alone', async (_what, { ageMs, ...dial }) => {
    const { desk, telephony, clock } = openDesk({ dials });
    beginDial(db, { ...dial, since: clock.now() - ageMs });
    telephony.calls.set('made', placed('made', clock.now() - 9000));
    await desk.endLostDials();
    await clock.advanceAsync(60_000);
    expect(hangUps(telephony.asked)).toEqual([]);
    expect(openDials(db)).toEqual([]);
  });
});
