import { describe, expect, test } from 'vitest';
import { practiceNumbers } from '../../../../main/rehearsal/voipbin/callees.ts';
import type { Callee } from '../../../../main/rehearsal/voipbin/callees.ts';
import { pause, say } from '../../../../main/rehearsal/voipbin/caller-script.ts';
import { firstMeet } from './in-process-transport.ts';
import { PhoneWorld } from './phone-world.ts';
import { disclosure, expectNothingLeft, greeting, spoken } from './scene-words.ts';

const number = '+12025550177';
const target = { type: 'tel', target: number, name: '' } as const;
const answering: Callee = {
  type: 'answers',
  afterMs: 2000,
  script: [say('Hello?'), pause(9000), say('Yes, that is right.')],
};

describe('a call that we place', () => {
  test('opens with the disclosure and goes on as any other', async () => {
    const world = await PhoneWorld.open(spoken);
    const id = await world.place([pause(9000), say('Yes, that is right.')]);
    await world.run(20_000);
    expect(world.texts(id).join(' ')).toBe(
      `${disclosure} ${greeting} You said: Yes, that is right.`,
    );
    expect(world.lines(id, 'in')).toEqual(['Yes, that is right.']);
    expect(world.asked('POST /calls')).toHaveLength(1);
    world.hangUp(id);
    await world.run(1000);
    expectNothingLeft(world);
  });

  test('to an extension is told by its group, and goes on as any other', async () => {
    const world = await PhoneWorld.open();
    const id = await world.place([pause(1500), say('Reception.')], 'extension');
    await world.run(10_000);
    expect(world.lines(id, 'in')).toEqual(['Reception.']);
    world.hangUp(id);
    await world.run(1000);
    expectNothingLeft(world);
  });

  test('to a number is understood in the shape of the guide too', async () => {
    const world = await PhoneWorld.open({ faults: ['extension-shape'] });
    const id = await world.place([pause(1500), say('Good morning.')]);
    await world.run(10_000);
    expect(world.lines(id, 'in')).toEqual(['Good morning.']);
  });

  test.each([
    ['busy', practiceNumbers.busy, 'busy'],
    ['not answered', practiceNumbers.noAnswer, 'noanswer'],
    ['declined', practiceNumbers.refuses, 'busy'],
    ['not reachable', practiceNumbers.unreachable, 'failed'],
  ])('and that is %s is over without a word, with its reason', async (_name, to, reason) => {
    const world = await PhoneWorld.open(spoken);
    const ends: string[] = [];
    world.desk.changed.on(({ record }) => ends.push(record.hangup?.reason ?? ''));
    await world.desk.place({ ...target, target: to }, null);
    await world.run(60_000);
    expect(ends.at(-1)).toBe(reason);
    expect(world.asked('POST /speakings')).toEqual([]);
    expectNothingLeft(world);
  });

  test('and that a machine takes: its greeting is kept, and the disclosure is said whole after it', async () => {
    const world = await PhoneWorld.open(spoken);
    const machine = 'You have reached my voicemail. Please leave a message after the tone.';
    const id = await world.place([pause(800), say(machine)]);
    await world.run(30_000);
    expect(world.lines(id, 'in')).toEqual([machine]);
    const [spokenAt] = world.service.said(id);
    const whole = world
      .played(id)
      .filter(({ startedAt }) => startedAt >= (spokenAt?.endedAt ?? Infinity))
      .map(({ playedText }) => playedText);
    expect(whole.join(' ')).toContain(disclosure);
    world.desk.hangUp(id);
    await world.run(2000);
    expectNothingLeft(world);
  });

  test.each(['no-balance', 'identity-unverified'] as const)(
    'and that fails for %s is told with what may be wrong',
    async (fault) => {
      const world = await PhoneWorld.open({ faults: [fault] });
      const failure = await world.desk.place(target, null).catch((error: unknown) => error);
      expect(failure).toMatchObject({ kind: 'remote' });
      expect(String(failure)).toMatch(fault === 'no-balance' ? /balance/u : /verif/u);
      // Never dialled again by itself.
      await world.run(20_000);
      expect(world.asked('POST /calls')).toHaveLength(1);
      expectNothingLeft(world);
    },
  );

  test('and that is answered before we know its id is not left in silence', async () => {
    const fate = firstMeet('GET /calls/:id', { type: 'served', answerMs: 4000 });
    const world = await PhoneWorld.open({ ...spoken, fate });
    world.service.expectCall(number, answering);
    const placing = world.desk.place(target, null);
    await world.run(5000);
    const { callId } = await placing;
    await world.until(() => world.texts(callId).length > 0, 1000);
    expect(world.status(callId)).toBe('progressing');
  });

  test('is ours although the first look at it fails', async () => {
    const fate = firstMeet('GET /calls/:id', { type: 'refused', status: 400 });
    const world = await PhoneWorld.open({ ...spoken, fate });
    const id = await world.place([pause(9000)]);
    await world.until(() => world.texts(id).length > 0, 5000);
    world.hangUp(id);
    await world.run(1000);
    expectNothingLeft(world);
  });

  test('is hung up while it rings, and is cancelled at the other end', async () => {
    const world = await PhoneWorld.open(spoken);
    world.service.expectCall(number, { type: 'no-answer', afterMs: 30_000 });
    const placing = world.desk.place(target, null);
    await world.run(1000);
    const { callId } = await placing;
    world.desk.hangUp(callId);
    await world.run(1000);
    expect(world.status(callId)).toBe('hangup');
    expectNothingLeft(world);
  });
});
