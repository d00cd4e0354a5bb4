import { describe, expect, test } from 'vitest';
import { sleep } from '../../../../main/base/clock.ts';
import { phrases } from '../../../../main/call/call-phrases.ts';
import { wordsOf } from '../../../../main/call/spoken-words.ts';
import {
  backchannel,
  cough,
  echo,
  interrupt,
  pause,
  say,
  silence,
  waitForSilence,
  waitForSpeech,
} from '../../../../main/rehearsal/voipbin/caller-script.ts';
import { PhoneWorld } from './phone-world.ts';
import { disclosure, greeting, spoken, story, telling } from './scene-words.ts';

describe('a call that goes well', () => {
  test('begins with the disclosure and the greeting, within a second of the answer', async () => {
    const world = await PhoneWorld.open(spoken);
    const id = world.dial([silence()]);
    await world.until(() => world.status(id) === 'progressing', 1000);
    const took = await world.until(() => world.played(id).length > 0, 1000);
    await world.run(9000);
    expect(took).toBeLessThanOrEqual(1000);
    // The voice plays sentence by sentence.
    expect(world.texts(id).join(' ')).toBe(`${disclosure} ${greeting}`);
  });

  test('answers a question within a second of its transcript, and keeps both', async () => {
    const world = await PhoneWorld.open(spoken);
    const id = world.dial([waitForSilence(600), say('What is the weather in Oslo?')]);
    await world.until(() => world.service.understood(id).length === 1, 20_000);
    await world.until(
      () => world.texts(id).includes('You said: What is the weather in Oslo?'),
      1000,
    );
    await world.run(8000);
    expect(world.lines(id, 'in')).toEqual(['What is the weather in Oslo?']);
    expect(world.lines(id, 'out')).toEqual(['You said: What is the weather in Oslo?']);
  });

  test('fills the time while an answer is slow, never with the same words twice running', async () => {
    const world = await PhoneWorld.open({
      async *answer(_question, { clock, signal }) {
        await sleep(clock, 12_000, signal);
        yield 'It rains.';
      },
    });
    const id = world.dial([pause(1500), say('What is the weather in Oslo?')]);
    await world.until(() => world.texts(id).includes('It rains.'), 30_000);
    const played = world.played(id);
    const texts = world.texts(id);
    expect(texts.slice(0, -1)).toEqual(phrases.fillers.slice(0, texts.length - 1));
    expect(texts.length).toBeGreaterThanOrEqual(4);
    const question = world.kept[0]?.at ?? 0;
    const silences = played.map(
      ({ startedAt }, place) => startedAt - (played[place - 1]?.endedAt ?? question),
    );
    expect(Math.max(...silences)).toBeLessThanOrEqual(2800);
  });
});

const interrupting = [
  pause(1500),
  say('Tell me a story.'),
  interrupt('What time is it now?', { afterMs: 2500 }),
];

describe('the caller speaks over the agent', () => {
  test('and the agent is silent at once, and keeps what was heard', async () => {
    const world = await PhoneWorld.open({ ...telling, settings: { providers: ['gcp'] } });
    const id = world.dial(interrupting);
    await world.until(() => world.orders.some(({ order }) => order === 'flush'), 15_000);
    await world.run(50);
    const [sentence] = world.played(id);
    expect(sentence?.cutAt).not.toBeNull();
    await world.until(() => world.lines(id, 'in').length === 2, 8000);
    const heard = world.kept.find(({ side }) => side === 'out')?.heard ?? '';
    expect(heard).not.toBe('');
    expect(story.startsWith(heard)).toBe(true);
    // The estimate is a word or two from the truth.
    expect(Math.abs(heard.length - (sentence?.playedText ?? '').length)).toBeLessThanOrEqual(20);
  });

  test('and no further sentence begins where the voice cannot be cut', async () => {
    const world = await PhoneWorld.open(telling);
    const id = world.dial(interrupting);
    await world.run(20_000);
    expect(world.texts(id)).toEqual([
      'Once upon a time there was a very old clock in a tower.',
      'It is noon.',
    ]);
  });

  test.each([
    ['a sign of listening', 'elevenlabs', backchannel('Mm-hmm.', { finalDelayMs: 200 })],
    ['a cough', 'elevenlabs', cough(400)],
    ['a sign of listening', 'gcp', backchannel('Mm-hmm.', { finalDelayMs: 200 })],
    ['a cough', 'gcp', cough(400)],
  ])('with %s (%s), and the agent goes on where it stopped', async (_name, provider, step) => {
    const world = await PhoneWorld.open({
      settings: { providers: [provider] },
      async *answer({ after }) {
        const rest = after === null ? story : '';
        if (rest !== '') yield rest;
      },
    });
    const id = world.dial([
      pause(1500),
      say('Tell me a story.'),
      waitForSpeech(),
      pause(2500),
      step,
    ]);
    await world.run(40_000);
    expect(world.lines(id, 'in')).toEqual(['Tell me a story.']);
    expect(world.orders.filter(({ order }) => order === 'flush')).toHaveLength(1);
    const heard = world.played(id).flatMap(({ playedText }) => wordsOf(playedText));
    // A word that was cut in the midst is said again; no other is lost or comes twice.
    expect(heard).toEqual(wordsOf(story));
    expect(world.kept.filter(({ side }) => side === 'out').map((line) => line.heard)).toEqual([
      null,
    ]);
  });

  test('which is but the echo of the agent, and it is not answered', async () => {
    const world = await PhoneWorld.open(telling);
    const id = world.dial([pause(1500), say('Tell me a story.'), waitForSpeech(), echo(2)]);
    await world.run(40_000);
    expect(world.lines(id, 'in')).toEqual(['Tell me a story.']);
    expect(world.service.understood(id).length).toBeGreaterThan(1);
    expect(world.played(id).at(-1)?.text).toContain('stairs');
  });
});

describe('the turn of the caller', () => {
  test('that goes on after a pause is one turn with one answer', async () => {
    const world = await PhoneWorld.open();
    const script = [
      pause(1500),
      say('I would like to book a table and'),
      pause(900),
      say('two chairs, please.'),
    ];
    const id = world.dial(script);
    await world.run(20_000);
    expect(world.lines(id, 'in')).toEqual(['I would like to book a table and two chairs, please.']);
    expect(world.lines(id, 'out')).toHaveLength(1);
  });

  test('that never comes leads to a question at 30 s, a goodbye at 60 s, and a hang-up', async () => {
    const world = await PhoneWorld.open(spoken);
    const id = world.dial([silence()]);
    await world.until(() => world.texts(id).includes(greeting), 10_000);
    await world.until(() => world.played(id).at(-1)?.endedAt !== null, 10_000);
    const quietFrom = world.clock.now();
    await world.until(() => world.texts(id).includes(phrases.prompts[0]), 32_000);
    const promptedAt = world.clock.now() - quietFrom;
    await world.until(
      () => world.texts(id).some((text) => phrases.quietGoodbye.startsWith(text)),
      32_000,
    );
    const goodbyeAt = world.clock.now() - quietFrom;
    await world.until(() => world.status(id) === 'hangup', 10_000);
    // When the last word was played is an estimate, on the late side.
    for (const [ms, wanted] of [
      [promptedAt, 30_000],
      [goodbyeAt, 60_000],
    ] as const) {
      expect(ms).toBeGreaterThanOrEqual(wanted);
      expect(ms).toBeLessThanOrEqual(wanted + 2000);
    }
    expect(world.played(id).at(-1)?.cutAt).toBeNull();
  });

  test('after "hold on" is waited for without prompts', async () => {
    const world = await PhoneWorld.open();
    const id = world.dial([pause(1500), say('Hold on.'), pause(150_000), say('I am back.')]);
    await world.run(160_000);
    expect(world.texts(id)).toEqual([phrases.hold, 'You said: I am back.']);
  });
});
