import { describe, expect, test } from 'vitest';
import type { CallerScript } from '../../../../main/rehearsal/voipbin/caller-script.ts';
import { interrupt, pause, say } from '../../../../main/rehearsal/voipbin/caller-script.ts';
import type { ServiceEvent } from '../../../../main/rehearsal/voipbin/event-hub.ts';
import { firstMeet } from './in-process-transport.ts';
import { PhoneWorld } from './phone-world.ts';
import type { WorldOptions } from './phone-world.ts';
import { expectNothingLeft, telling } from './scene-words.ts';

const script: CallerScript = [
  pause(1500),
  say('Good morning.'),
  pause(6000),
  say('Tell me a story.'),
  interrupt('What time is it now?', { afterMs: 2500 }),
];
const said = ['Good morning.', 'Tell me a story.', 'What time is it now?'];

/** The whole conversation, and what it leaves. */
async function expectTalk(options: WorldOptions): Promise<PhoneWorld> {
  const world = await PhoneWorld.open({ ...telling, ...options });
  const id = world.dial(script);
  await world.run(30_000);
  expect(world.lines(id, 'in')).toEqual(said);
  expect(world.questions.map(({ text }) => text)).toEqual(said);
  // The story may be cut anywhere; the answers before and after it are not.
  expect(world.texts(id).at(0)).toBe('It is noon.');
  expect(world.texts(id).at(-1)).toBe('It is noon.');
  world.hangUp(id);
  await world.run(1000);
  expectNothingLeft(world);
  return world;
}

describe('a conversation is the same', () => {
  test.each<readonly [string, WorldOptions]>([
    ['when every event comes four times', { faults: ['duplicate-events'] }],
    ['when every event comes by webhook as well', { withWebhook: true }],
    [
      'when every event comes twice on both ways',
      { withWebhook: true, faults: ['duplicate-events'] },
    ],
    ['when a copy comes a second later', { travel: () => [0, 1000] }],
    ['when every event changes places with the next', { faults: ['disordered-events'] }],
    ['without events of speech', { faults: ['no-speech-events'] }],
    ['without partial texts', { faults: ['interim-less'] }],
    ['when transcripts come two seconds late', { faults: ['late-finals'] }],
    ['when the agent itself is not transcribed', { faults: ['no-own-transcripts'] }],
    ['when only the own side is transcribed', { settings: { transcribeDirection: 'in' } }],
    ['when times have the older form', { faults: ['old-times'] }],
    ['when events of sessions come too', { faults: ['session-events'] }],
    ['when every answer takes 400 ms', { fate: () => ({ type: 'served', delayMs: 400 }) }],
  ])('%s', async (_name, options) => {
    await expectTalk(options);
  });

  test('and has one turn for each of the caller’s, however often it is told', async () => {
    const once = await expectTalk({ travel: () => [0] });
    const often = await expectTalk({ faults: ['duplicate-events'], withWebhook: true });
    expect(often.kept.map(({ text, turnId }) => [turnId, text])).toEqual(
      once.kept.map(({ text, turnId }) => [turnId, text]),
    );
    expect(often.requests.map(({ name }) => name)).toEqual(once.requests.map(({ name }) => name));
  });
});

/** Events of this type arrive that many ms late. */
function late(type: RegExp, ms: number) {
  return (event: ServiceEvent): readonly number[] => (type.test(event.type) ? [ms] : [0]);
}

describe('events out of their order', () => {
  test('the start of speech after its transcript', async () => {
    const world = await PhoneWorld.open({ travel: late(/speech_started$/u, 2500) });
    const id = world.dial([pause(1500), say('Good morning.')]);
    await world.run(12_000);
    expect(world.lines(id, 'in')).toEqual(['Good morning.']);
    expect(world.questions).toHaveLength(1);
    world.hangUp(id);
    await world.run(3000);
    expectNothingLeft(world);
  });

  test('the end before the answer: the call is not taken up again', async () => {
    const world = await PhoneWorld.open({ travel: late(/^call_progressing|^call_updated/u, 2000) });
    const id = world.dial([pause(60_000)]);
    await world.run(500);
    world.hangUp(id);
    await world.run(5000);
    expectNothingLeft(world);
    expect(world.asked('POST /speakings')).toEqual([]);
  });

  test('the end before the beginning: the call is never begun', async () => {
    const world = await PhoneWorld.open({ travel: late(/^call_(?!hangup)/u, 2000) });
    const id = world.dial([pause(60_000)]);
    await world.run(500);
    world.hangUp(id);
    await world.run(5000);
    expectNothingLeft(world);
    expect(world.requests).toEqual([]);
  });

  test('the answer twice, seconds apart: sessions are opened once', async () => {
    const world = await PhoneWorld.open({
      travel: (event) => (event.type === 'call_progressing' ? [0, 3000] : [0]),
    });
    const id = world.dial([pause(1500), say('Good morning.')]);
    await world.run(12_000);
    expect(world.asked('POST /speakings')).toHaveLength(1);
    expect(world.asked('POST /transcribes')).toHaveLength(1);
    world.hangUp(id);
    await world.run(500);
    expectNothingLeft(world);
  });

  test('the last transcript after the hang-up is kept, and nobody answers it', async () => {
    const world = await PhoneWorld.open({ travel: late(/^transcript_created/u, 1500) });
    const id = world.dial([pause(1500), say('Please call me back tomorrow.')]);
    await world.until(() => world.service.understood(id).length === 1, 8000);
    world.hangUp(id);
    await world.run(5000);
    expect(world.lines(id, 'in')).toEqual(['Please call me back tomorrow.']);
    expect(world.texts(id)).toEqual([]);
    expectNothingLeft(world);
  });

  test('the transcription is known by its answer alone', async () => {
    const world = await PhoneWorld.open({
      travel: (event) => (event.type.startsWith('transcribe_') ? [] : [0]),
    });
    const id = world.dial([pause(1500), say('Good morning.')]);
    await world.run(12_000);
    expect(world.lines(id, 'in')).toEqual(['Good morning.']);
  });

  test('words come before anybody knows whose transcription it is', async () => {
    const world = await PhoneWorld.open({
      travel: (event) => (/^transcribe_(?!speech)/u.test(event.type) ? [] : [0]),
      fate: firstMeet('POST /transcribes', { type: 'served', answerMs: 5000 }),
    });
    const id = world.dial([pause(1500), say('Good morning.')]);
    await world.run(15_000);
    expect(world.lines(id, 'in')).toEqual(['Good morning.']);
    expect(world.questions).toHaveLength(1);
  });
});
