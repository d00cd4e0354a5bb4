import { describe, expect, test } from 'vitest';
import {
  interrupt,
  pause,
  say,
  silence,
} from '../../../../main/rehearsal/voipbin/caller-script.ts';
import { firstMeet, meetInTurn } from './in-process-transport.ts';
import { PhoneWorld } from './phone-world.ts';
import { disclosure, expectNothingLeft, greeting, spoken, story, telling } from './scene-words.ts';

/** What the integration guide says of the service, where the service itself does otherwise. */
describe('by the guide', () => {
  test('sessions stop by themselves when the call ends, and stopping them again does no harm', async () => {
    const world = await PhoneWorld.open(spoken);
    const id = world.dial([silence()]);
    await world.run(3000);
    world.service.stopSpeaking(id);
    world.hangUp(id);
    await world.run(1000);
    expectNothingLeft(world);
  });

  test('a second voice on a call is a 409, and the one that is there is used', async () => {
    const world = await PhoneWorld.open({
      ...spoken,
      fate: meetInTurn({
        // It is not found at first, so that a second one is asked for.
        'POST /speakings': [{ type: 'lost-answer' }, { type: 'refused', status: 409 }],
        'GET /speakings': [{ type: 'refused', status: 400 }],
      }),
    });
    const id = world.dial([silence()]);
    await world.run(14_000);
    expect(world.texts(id).join(' ')).toBe(`${disclosure} ${greeting}`);
    expect(world.asked('POST /speakings')).toHaveLength(2);
    expect(world.service.speakings(id)).toHaveLength(1);
  });

  test('a text for a voice that was stopped is a 409, and a new voice says it', async () => {
    const world = await PhoneWorld.open({
      ...spoken,
      fate: firstMeet('POST /speakings/:id/say', { type: 'refused', status: 409 }),
    });
    const id = world.dial([silence()]);
    await world.run(10_000);
    expect(world.texts(id).join(' ')).toBe(`${disclosure} ${greeting}`);
    expect(world.service.speakings(id)).toHaveLength(2);
    world.hangUp(id);
    await world.run(1000);
    expectNothingLeft(world);
  });

  test.each(['POST /speakings', 'POST /transcribes'])(
    '%s is rejected while the call is not up, and is asked for again',
    async (name) => {
      const fate = firstMeet(name, { type: 'refused', status: 409 });
      const world = await PhoneWorld.open({ ...spoken, fate });
      const id = world.dial([pause(9000), say('Good morning.')]);
      await world.run(16_000);
      expect(world.asked(name)).toHaveLength(2);
      expect(world.texts(id).join(' ')).toBe(`${disclosure} ${greeting} You said: Good morning.`);
    },
  );

  test('a flush goes before the answer to an interruption, so that old and new are not both heard', async () => {
    const world = await PhoneWorld.open({ ...telling, settings: { providers: ['gcp'] } });
    const id = world.dial([
      ...[pause(1500), say('Tell me a story.')],
      interrupt('What time is it now?', { afterMs: 2500 }),
    ]);
    await world.run(20_000);
    const orders = world.orders.map(({ order, text }) => (order === 'say' ? text : order));
    const flushAt = orders.indexOf('flush');
    expect(flushAt).toBeGreaterThan(0);
    expect(orders.slice(0, flushAt).every((text) => story.includes(text))).toBe(true);
    expect(orders.slice(flushAt + 1)).toEqual(['It is noon.']);
    expect(world.texts(id).at(-1)).toBe('It is noon.');
  });

  test('every event comes once', async () => {
    const world = await PhoneWorld.open({ travel: () => [0] });
    const id = world.dial([pause(1500), say('Good morning.')]);
    await world.run(8000);
    expect(world.lines(id, 'in')).toEqual(['Good morning.']);
    expect(world.texts(id)).toEqual(['You said: Good morning.']);
  });
});
