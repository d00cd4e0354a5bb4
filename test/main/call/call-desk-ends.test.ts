import { describe, expect, test } from 'vitest';
import { answered, caller, openDesk, ringing } from './desk-scene.ts';

describe('while it rings', () => {
  test('connections to phone and model are opened, once for each call', async () => {
    const opened = openDesk();
    const { telephony, warm, desk, clock } = opened;
    await answered(opened);
    await answered(opened);
    expect([telephony.warmed, warm.mock.calls.length]).toEqual([1, 1]);
    await desk.place({ type: 'tel', target: caller, name: '' }, null);
    expect([telephony.warmed, warm.mock.calls.length]).toEqual([2, 2]);
    await clock.advanceAsync(50);
  });

  test('nothing is opened for a call of somebody else, nor for one that is answered already', () => {
    const { telephony, warm } = openDesk();
    telephony.tell({ type: 'call-changed', call: ringing('foreign', '+12025550777') });
    telephony.tell({ type: 'call-changed', call: { ...ringing('ours'), status: 'progressing' } });
    expect([telephony.warmed, warm.mock.calls.length]).toEqual([0, 0]);
  });

  test('a failure to open them changes nothing', async () => {
    const opened = openDesk();
    opened.telephony.failures.set('warm', new Error('no network'));
    await answered(opened);
    expect(opened.telephony.asked).toContain('open-speaking call');
  });
});

describe('the end of the desk', () => {
  test('is a goodbye on a live call, and none on one that rings', async () => {
    const opened = openDesk();
    const { desk, telephony, clock } = opened;
    await answered(opened, 'live');
    await clock.advanceAsync(4000);
    telephony.calls.set('rings', ringing('rings'));
    telephony.tell({ type: 'call-changed', call: ringing('rings') });
    const closed = desk.close();
    await clock.advanceAsync(0);
    expect(telephony.asked.at(-1)).toBe('hang-up rings');
    await clock.advanceAsync(4000);
    await closed;
    expect(telephony.asked).toContain('say I have to go now. Goodbye.');
    expect(telephony.asked).toContain('hang-up live');
  });

  test('does not wait for a service that answers nothing any more', async () => {
    const opened = openDesk();
    const { desk, telephony, clock } = opened;
    await answered(opened);
    await clock.advanceAsync(4000);
    const never = new Promise<never>(() => {});
    Object.assign(telephony, { say: () => never, hangUp: () => never, stopSpeaking: () => never });
    let isClosed = false;
    void desk.close().then(() => (isClosed = true));
    await clock.advanceAsync(3799);
    expect(isClosed).toBe(false);
    await clock.advanceAsync(1);
    expect(isClosed).toBe(true);
  });

  test('does not wait for a goodbye that is not taken', async () => {
    const opened = openDesk();
    const { desk, telephony, clock } = opened;
    await answered(opened);
    await clock.advanceAsync(4000);
    const said = Promise.withResolvers<void>();
    telephony.say = () => said.promise;
    const closed = desk.close();
    await clock.advanceAsync(2499);
    expect(telephony.asked).not.toContain('hang-up call');
    await clock.advanceAsync(301);
    expect(telephony.asked).toContain('hang-up call');
    said.resolve();
    await closed;
  });
});
