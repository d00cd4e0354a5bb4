import { describe, expect, test } from 'vitest';
import type { CallerScript } from '../../../../main/rehearsal/voipbin/caller-script.ts';
import {
  backchannel,
  cough,
  echo,
  interrupt,
  pause,
  say,
  waitForSpeech,
} from '../../../../main/rehearsal/voipbin/caller-script.ts';
import { phrases } from '../../../../main/call/call-phrases.ts';
import { PhoneWorld } from './phone-world.ts';
import type { WorldOptions } from './phone-world.ts';
import { disclosure, expectNothingLeft, greeting, spoken, story, telling } from './scene-words.ts';

const cutting = { providers: ['gcp'] } as const;
const asking: CallerScript = [pause(1500), say('Tell me a story.')];
const once: WorldOptions = {
  async *answer({ after }) {
    const rest = after === null ? story : '';
    if (rest !== '') yield rest;
  },
};

function heardOf(world: PhoneWorld, id: string): string {
  return world
    .played(id)
    .map(({ playedText }) => playedText)
    .join(' ');
}

describe('a voice that a flush really cuts', () => {
  test.each([
    ['a sign of listening', backchannel('Mm-hmm.', { finalDelayMs: 200 })],
    ['a cough', cough(400)],
    ['an echo', echo(1)],
  ])('goes on after %s: no word of the story is missing', async (_name, step) => {
    const world = await PhoneWorld.open({ ...once, settings: cutting });
    const id = world.dial([...asking, waitForSpeech(), pause(2500), step]);
    await world.run(40_000);
    expect(world.lines(id, 'in')).toEqual(['Tell me a story.']);
    const heard = heardOf(world, id);
    for (const word of story.match(/\p{L}+/gu) ?? []) expect(heard).toContain(word);
    // What is said again at a cut is a few words, not the whole of it.
    expect(heard.length).toBeLessThanOrEqual(story.length + 40);
    expect(world.kept.filter(({ side }) => side === 'out').map(({ heard: all }) => all)).toEqual([
      null,
    ]);
    world.hangUp(id);
    await world.run(1000);
    expectNothingLeft(world);
  });

  test.each(['Stop.', 'Wait!', 'Please be quiet.'])('is cut at once by "%s"', async (words) => {
    const world = await PhoneWorld.open({ ...telling, settings: cutting });
    const id = world.dial([...asking, interrupt(words, { afterMs: 2500 })]);
    await world.until(() => world.texts(id).length === 1, 10_000);
    await world.until(() => world.service.said(id).length === 2, 5000);
    const took = await world.until(() => world.played(id)[0]?.cutAt !== null, 200);
    expect(took).toBeLessThanOrEqual(40);
    await world.run(8000);
    expect(story.startsWith(world.played(id)[0]?.playedText ?? 'x')).toBe(true);
    expect(world.texts(id).filter((text) => story.includes(text))).toHaveLength(1);
    world.hangUp(id);
    await world.run(2000);
    expectNothingLeft(world);
  });
});

describe('the caller speaks during the greeting', () => {
  test.each([['gcp'], ['elevenlabs']])(
    'and the disclosure is said whole all the same: %s',
    async (provider) => {
      const world = await PhoneWorld.open({
        settings: { ...spoken.settings, providers: [provider] },
      });
      const id = world.dial([interrupt('Hello, what time is it?', { afterMs: 1500 })]);
      await world.run(25_000);
      const whole = world.played(id).filter(({ cutAt }) => cutAt === null);
      expect(whole.map(({ text }) => text).join(' ')).toContain(disclosure);
      expect(world.texts(id)).not.toContain(greeting);
      expect(world.lines(id, 'in')).toEqual(['Hello, what time is it?']);
      expect(world.texts(id).at(-1)).toBe('You said: Hello, what time is it?');
    },
  );
});

describe('a phone number that is dictated', () => {
  test('in groups with pauses is one turn', async () => {
    const world = await PhoneWorld.open();
    const id = world.dial([
      ...[pause(1500), say('My number is'), pause(500), say('two zero two'), pause(600)],
      ...[say('five five five'), pause(600), say('zero one two three.')],
    ]);
    await world.run(20_000);
    expect(world.lines(id, 'in')).toEqual([
      'My number is two zero two five five five zero one two three.',
    ]);
    expect(world.lines(id, 'out')).toHaveLength(1);
  });
});

describe('the owner', () => {
  test('mutes the agent in the midst of a reply, and it is silent after the present piece', async () => {
    const world = await PhoneWorld.open({ ...telling, settings: cutting });
    const id = world.dial([...asking, pause(14_000), say('What time is it?')]);
    await world.until(() => world.texts(id).length === 1, 10_000);
    const session = world.desk.calls[0]?.session;
    session?.happen({ type: 'mute-changed', muted: true });
    await world.run(14_000);
    expect(world.texts(id).length).toBeLessThanOrEqual(2);
    const spokenBefore = world.texts(id).length;
    await world.until(() => world.lines(id, 'in').length === 2, 10_000);
    await world.run(5000);
    // What is said meanwhile is kept, and not answered.
    expect(world.texts(id)).toHaveLength(spokenBefore);
    expect(world.questions).toHaveLength(1);
    session?.happen({ type: 'mute-changed', muted: false });
    world.service.say(id, 'And what time is it now?');
    await world.run(9000);
    expect(world.texts(id).at(-1)).toBe('It is noon.');
    world.hangUp(id);
    await world.run(1000);
    expectNothingLeft(world);
  });

  test('has words said in the midst of a call, also while muted', async () => {
    const world = await PhoneWorld.open();
    const id = world.dial([pause(1500), say('Good morning.')]);
    await world.run(7000);
    const session = world.desk.calls[0]?.session;
    session?.happen({ type: 'owner-says', text: 'The owner sends his regards.' });
    await world.run(4000);
    session?.happen({ type: 'mute-changed', muted: true });
    session?.happen({ type: 'owner-says', text: 'And once more.' });
    await world.run(4000);
    expect(world.texts(id)).toEqual([
      'You said: Good morning.',
      'The owner sends his regards.',
      'And once more.',
    ]);
  });

  test('types while the caller interrupts: the words are said once, after the caller', async () => {
    const world = await PhoneWorld.open({ ...telling, settings: cutting });
    const id = world.dial([...asking, interrupt('What time is it now?', { afterMs: 2500 })]);
    await world.until(() => world.orders.some(({ order }) => order === 'flush'), 12_000);
    world.desk.calls[0]?.session.happen({ type: 'owner-says', text: 'Please hold the line.' });
    await world.run(12_000);
    expect(world.texts(id).filter((text) => text === 'Please hold the line.')).toHaveLength(1);
    expect(world.texts(id)).toContain('It is noon.');
    expect(world.lines(id, 'in')).toEqual(['Tell me a story.', 'What time is it now?']);
  });

  test('types after "hold on": the silence that was asked for ends by it', async () => {
    const world = await PhoneWorld.open();
    const id = world.dial([pause(1500), say('Hold on.')]);
    await world.run(8000);
    world.desk.calls[0]?.session.happen({ type: 'owner-says', text: 'Take your time.' });
    await world.run(5000);
    expect(world.texts(id)).toEqual([phrases.hold, 'Take your time.']);
  });
});

test('a caller who speaks during the disclosure hears it once more after the own words, not over them', async () => {
  const world = await PhoneWorld.open(spoken);
  const id = world.dial([interrupt('What is the weather in Oslo?', { afterMs: 1500 })]);
  await world.run(20_000);
  const first = disclosure.split('. ')[0] ?? '';
  expect(world.texts(id).filter((text) => text.startsWith(first))).toHaveLength(2);
  expect(world.texts(id)).toContain('You said: What is the weather in Oslo?');
});
