import { describe, expect, test } from 'vitest';
import { phrases } from '../../../../main/call/call-phrases.ts';
import { pause, say, silence } from '../../../../main/rehearsal/voipbin/caller-script.ts';
import { firstMeet } from './in-process-transport.ts';
import { PhoneWorld } from './phone-world.ts';
import { disclosure, expectNothingLeft, greeting, spoken } from './scene-words.ts';

/** The voice plays sentence by sentence. */
const opening = [...disclosure.split(/(?<=\.) /u), greeting];

function provider(body: string): unknown {
  return (JSON.parse(body) as { readonly provider: unknown }).provider;
}

describe('a voice that stays initiating', () => {
  test('is tried twice with each provider, and then each piece is spoken on its own', async () => {
    const world = await PhoneWorld.open({ ...spoken, faults: ['speaking-stuck-initiating'] });
    const id = world.dial([silence()]);
    await world.until(() => world.texts(id).length > 0, 40_000);
    const asked = world.asked('POST /speakings').map(provider);
    expect(asked).toEqual(['elevenlabs', 'elevenlabs', 'gcp', 'gcp']);
    // The call was looked at each time: a voice does not start on one that is over.
    expect(world.asked('GET /calls/:id').length).toBeGreaterThanOrEqual(4);
    expect(world.lines(id, 'trouble')).toEqual(['cannot-speak']);
    await world.run(9000);
    expect(world.texts(id)).toEqual(opening);
    world.hangUp(id);
    await world.run(500);
    expectNothingLeft(world);
  });

  test('and then works with another provider: the first words are not lost', async () => {
    const world = await PhoneWorld.open({ ...spoken, faults: ['speaking-stuck-initiating'] });
    const id = world.dial([silence()]);
    await world.until(() => world.asked('POST /speakings').length === 3, 30_000);
    world.service.setFault('speaking-stuck-initiating', false);
    await world.until(() => world.service.speakings(id)[0]?.status === 'initiating', 1000);
    await world.run(16_000);
    expect(world.texts(id)).toEqual(opening);
    expect(world.asked('POST /speakings').map(provider).at(-1)).toBe('gcp');
    expect(world.lines(id, 'trouble')).toEqual([]);
    world.hangUp(id);
    await world.run(500);
    expectNothingLeft(world);
  });

  test('is left alone as soon as the call is over', async () => {
    const world = await PhoneWorld.open({ ...spoken, faults: ['speaking-stuck-initiating'] });
    const id = world.dial([pause(3000)]);
    await world.run(3000);
    world.hangUp(id);
    await world.run(1000);
    expectNothingLeft(world);
    const before = world.requests.length;
    await world.run(30_000);
    expect(world.requests).toHaveLength(before);
  });
});

describe('a voice that becomes active late', () => {
  test('is found by looking, within half a second, and says its first words whole', async () => {
    const world = await PhoneWorld.open({ ...spoken, faults: ['speaking-slow'] });
    const id = world.dial([silence()]);
    await world.until(() => world.service.speakings(id)[0]?.status === 'active', 4000);
    expect(await world.until(() => world.texts(id).length > 0, 1000)).toBeLessThanOrEqual(540);
    await world.run(8000);
    expect(world.texts(id)).toEqual(opening);
    expect(world.asked('POST /speakings')).toHaveLength(1);
  });

  test('is used at once when an event tells of it', async () => {
    const world = await PhoneWorld.open({ ...spoken, faults: ['speaking-slow', 'session-events'] });
    const id = world.dial([silence()]);
    await world.until(() => world.service.speakings(id)[0]?.status === 'active', 4000);
    await world.run(1);
    expect(world.texts(id)).toEqual(opening.slice(0, 1));
  });

  test('because its set-up takes nearly three seconds: what the caller says meanwhile is answered', async () => {
    const world = await PhoneWorld.open({ ...spoken, setupMs: 2900 });
    const id = world.dial([pause(300), say('Hello?')]);
    await world.run(14_000);
    expect(world.texts(id).slice(0, 3)).toEqual(opening);
    expect(world.texts(id)).toContain('You said: Hello?');
    expect(world.lines(id, 'in')).toEqual(['Hello?']);
  });
});

describe('a voice that is there although its answer was no success', () => {
  test.each([
    ['503 after three seconds', 'speaking-timeout'],
    ['500, as if there were one already', 'speaking-500-exists'],
  ] as const)('is reused: %s', async (_name, fault) => {
    const world = await PhoneWorld.open({ ...spoken, faults: [fault] });
    const id = world.dial([silence()]);
    await world.run(12_000);
    expect(world.texts(id)).toEqual(opening);
    expect(world.asked('POST /speakings')).toHaveLength(1);
    expect(world.service.speakings(id)).toHaveLength(1);
    world.hangUp(id);
    await world.run(500);
    expectNothingLeft(world);
  });

  test('is reused when the answer was lost on the way', async () => {
    const fate = firstMeet('POST /speakings', { type: 'lost-answer' });
    const world = await PhoneWorld.open({ ...spoken, fate });
    const id = world.dial([silence()]);
    await world.run(12_000);
    expect(world.texts(id)).toEqual(opening);
    expect(world.service.speakings(id)).toHaveLength(1);
  });

  test('and of which the answer comes after the hang-up is stopped all the same', async () => {
    const fate = firstMeet('POST /speakings', { type: 'served', answerMs: 4000 });
    const world = await PhoneWorld.open({ ...spoken, fate });
    const id = world.dial([pause(1000)]);
    await world.run(1500);
    world.hangUp(id);
    await world.run(5000);
    expectNothingLeft(world);
  });
});

describe('a transcription', () => {
  test('that is there although its answer was 409 is reused', async () => {
    const world = await PhoneWorld.open({ faults: ['transcribe-409-exists'] });
    const id = world.dial([pause(1500), say('What time is it?')]);
    await world.run(10_000);
    expect(world.lines(id, 'in')).toEqual(['What time is it?']);
    expect(world.asked('POST /transcribes')).toHaveLength(1);
    world.hangUp(id);
    await world.run(500);
    expectNothingLeft(world);
  });

  test('that comes to be after the hang-up is stopped', async () => {
    const fate = firstMeet('POST /transcribes', { type: 'served', answerMs: 4000 });
    const world = await PhoneWorld.open({ fate });
    const id = world.dial([pause(1000)]);
    await world.run(1500);
    world.hangUp(id);
    await world.run(5000);
    expectNothingLeft(world);
  });

  test('that is refused is told to the owner once, and the call goes on politely to its end', async () => {
    const world = await PhoneWorld.open({ ...spoken, faults: ['stt-not-configured'] });
    const id = world.dial([pause(1500), say('Can you hear me?'), silence()]);
    await world.until(() => world.status(id) === 'hangup', 90_000);
    await world.run(1000);
    expect(world.lines(id, 'trouble')).toEqual(['cannot-hear']);
    expect(world.texts(id).slice(0, 4)).toEqual([...opening, phrases.prompts[0]]);
    expect(world.texts(id).slice(4).join(' ')).toBe(phrases.quietGoodbye);
    expect(world.played(id).at(-1)?.cutAt).toBeNull();
    expectNothingLeft(world);
  });

  test('that is slow by ten seconds keeps nothing from being said', async () => {
    const fate = firstMeet('POST /transcribes', { type: 'served', delayMs: 10_000 });
    const world = await PhoneWorld.open({ ...spoken, fate });
    const id = world.dial([pause(14_000), say('Good morning.')]);
    await world.until(() => world.texts(id).length > 0, 1000);
    await world.run(25_000);
    expect(world.texts(id)).toEqual([...opening, 'You said: Good morning.']);
  });
});
