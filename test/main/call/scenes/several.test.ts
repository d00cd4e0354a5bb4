import { describe, expect, test } from 'vitest';
import { phrases } from '../../../../main/call/call-phrases.ts';
import type { CallerScript } from '../../../../main/rehearsal/voipbin/caller-script.ts';
import { pause, say, silence } from '../../../../main/rehearsal/voipbin/caller-script.ts';
import { PhoneWorld } from './phone-world.ts';
import type { WorldOptions } from './phone-world.ts';
import { caller, ownNumber } from './practice-side.ts';
import { expectNothingLeft, spoken } from './scene-words.ts';

const otherNumber = '+12025550188';

/** Each caller has words of their own, spoken at the same time as those of the others. */
function about(name: string): CallerScript {
  return [
    ...[pause(1500), say(`My name is ${name}.`), pause(5000)],
    say(`I am calling about the ${name} house.`),
  ];
}

describe('calls at once', () => {
  test.each([2, 3])('%i of them never mix', async (count) => {
    const world = await PhoneWorld.open(spoken);
    const names = ['Oslo', 'Bergen', 'Tromso'].slice(0, count);
    const ids = names.map((name) => world.dial(about(name)));
    await world.run(30_000);
    for (const [place, id] of ids.entries()) {
      const name = names[place] ?? '';
      const said = [`My name is ${name}.`, `I am calling about the ${name} house.`];
      expect(world.lines(id, 'in')).toEqual(said);
      expect(world.lines(id, 'out').join(' ')).not.toMatch(others(names, name));
      expect(world.texts(id).join(' ')).toContain(`You said: My name is ${name}.`);
      expect(world.texts(id).join(' ')).not.toMatch(others(names, name));
      const asked = world.questions.filter(({ callId }) => callId === id);
      expect(asked.map(({ text }) => text)).toEqual(said);
      expect(world.service.speakings(id)).toHaveLength(1);
      expect(world.service.transcriptions(id)).toHaveLength(1);
      world.hangUp(id);
      await world.run(100);
    }
    await world.run(1000);
    expectNothingLeft(world);
  });

  test('a fourth is refused with a sentence; the three others go on', async () => {
    const world = await PhoneWorld.open();
    const ids = ['Oslo', 'Bergen', 'Tromso'].map((name) => world.dial(about(name)));
    const fourth = world.dial([silence()]);
    await world.until(() => world.status(fourth) === 'hangup', 10_000);
    expect(world.texts(fourth).join(' ')).toBe(phrases.refusal);
    await world.run(20_000);
    for (const id of ids) {
      expect(world.status(id)).toBe('progressing');
      expect(world.lines(id, 'in')).toHaveLength(2);
      world.hangUp(id);
    }
    await world.run(1000);
    expectNothingLeft(world);
  });
});

function others(names: readonly string[], own: string): RegExp {
  return new RegExp(names.filter((name) => name !== own).join('|'), 'u');
}

describe('a caller who is not wanted', () => {
  test.each<readonly [string, WorldOptions]>([
    ['while calls are off', { inbound: 'off' }],
    ['who is not on the list', { inbound: 'allowed', allow: ['+12025550155'] }],
    ['while the agent is paused', { isPaused: true }],
  ])('%s gets a sentence and a goodbye, and nothing is kept or asked', async (_name, options) => {
    const world = await PhoneWorld.open({ ...spoken, ...options });
    const id = world.dial([pause(700), say('Hello, is anybody there?'), silence()]);
    const took = await world.until(() => world.status(id) === 'hangup', 15_000);
    expect(took).toBeLessThanOrEqual(12_000);
    expect(world.texts(id).join(' ')).toBe(phrases.refusal);
    expect(world.played(id).at(-1)?.cutAt).toBeNull();
    expect(world.questions).toEqual([]);
    expect(world.asked('POST /transcribes')).toEqual([]);
    await world.run(1000);
    expectNothingLeft(world);
  });

  test('is hung up also when no voice can be had', async () => {
    const world = await PhoneWorld.open({ inbound: 'off', faults: ['speaking-stuck-initiating'] });
    const id = world.dial([silence()]);
    await world.until(() => world.status(id) === 'hangup', 15_000);
    await world.run(3000);
    expectNothingLeft(world);
  });
});

describe('a caller who is on the list', () => {
  test('is taken as trusted where only those are wanted', async () => {
    const world = await PhoneWorld.open({ inbound: 'allowed', allow: [caller] });
    const id = world.dial([pause(1500), say('Good morning.'), silence()]);
    await world.run(8000);
    expect(world.texts(id)).toEqual(['You said: Good morning.']);
    expect(world.desk.calls.map(({ principal }) => principal)).toEqual(['trusted']);
  });
});

describe('a call to another number of the account', () => {
  test('is never touched: no request is made about it', async () => {
    const world = await PhoneWorld.open({ ...spoken, numbers: [ownNumber, otherNumber] });
    const id = world.dial([pause(1500), say('Good morning.'), pause(3000)], { to: otherNumber });
    await world.run(5000);
    // Not even while events are away.
    world.dropSocket();
    world.reconnect();
    await world.run(2000);
    world.hangUp(id);
    await world.run(2000);
    expect(world.requests).toEqual([]);
    expect(world.kept).toEqual([]);
    expectNothingLeft(world);
  });

  test('goes on beside ours without a word of either in the other', async () => {
    const world = await PhoneWorld.open({ numbers: [ownNumber, otherNumber] });
    const foreign = world.dial([pause(1500), say('This is private.')], { to: otherNumber });
    const own = world.dial([pause(1500), say('Good morning.')]);
    await world.run(10_000);
    expect(world.kept.map(({ callId }) => callId)).toEqual([own, own]);
    expect(world.texts(foreign)).toEqual([]);
    expect(world.requests.some(({ body }) => body.includes(foreign))).toBe(false);
  });
});
