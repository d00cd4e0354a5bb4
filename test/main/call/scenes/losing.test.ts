import { describe, expect, test } from 'vitest';
import {
  interrupt,
  pause,
  say,
  silence,
  waitForSilence,
} from '../../../../main/rehearsal/voipbin/caller-script.ts';
import { firstMeet } from './in-process-transport.ts';
import { PhoneWorld } from './phone-world.ts';
import { expectNothingLeft, story } from './scene-words.ts';

const sentences = [
  'Once upon a time there was a very old clock in a tower.',
  'It had not rung for a hundred years, and nobody knew why.',
  'One winter a girl climbed all of the stairs to look at it.',
];
const asking = [pause(1500), say('Tell me a story.')];
const storyteller = {
  async *answer() {
    yield story;
  },
};

async function over(world: PhoneWorld, callId: string): Promise<void> {
  world.hangUp(callId);
  await world.run(1000);
  expectNothingLeft(world);
}

describe('the voice is lost in the midst of a reply', () => {
  test('and a new one says the text that was refused: nothing is lost, nothing is said twice', async () => {
    const world = await PhoneWorld.open(storyteller);
    const id = world.dial(asking);
    await world.until(() => world.texts(id).length === 1, 10_000);
    world.service.setFault('say-404-once', true);
    await world.run(20_000);
    expect(world.texts(id).slice(-2)).toEqual(sentences.slice(1));
    expect(world.service.speakings(id).map(({ status }) => status)).toEqual(['active', 'stopped']);
    expect(world.kept.map(({ side, heard }) => [side, heard])).toEqual([
      ['in', null],
      ['out', null],
    ]);
    await over(world, id);
  });

  test('and nothing at all can be said any more: the caller is not kept in silence', async () => {
    const [say, talk] = ['POST /speakings/:id/say', 'POST /calls/:id/talk'].map((what) =>
      firstMeet(what, { type: 'refused', status: 404 }, Infinity),
    );
    const served = { type: 'served', delayMs: 0 } as const;
    const world = await PhoneWorld.open({
      fate: (request) => {
        const fate = say?.(request) ?? served;
        return fate.type === 'served' ? (talk?.(request) ?? served) : fate;
      },
    });
    const id = world.dial([silence()]);
    await world.run(60_000);
    expect(world.texts(id)).toEqual([]);
    expect(world.status(id)).toBe('hangup');
    expect(world.lines(id, 'trouble')).toEqual(['speechless']);
    expectNothingLeft(world);
  });

  test('for good: the other providers are tried, then each piece is spoken on its own', async () => {
    const world = await PhoneWorld.open({
      ...storyteller,
      // Every failure of the voice's vendor is a 404.
      fate: firstMeet('POST /speakings/:id/say', { type: 'refused', status: 404 }, Infinity),
    });
    const id = world.dial(asking);
    await world.run(25_000);
    expect(world.texts(id)).toEqual(sentences);
    expect(world.asked('POST /speakings').length).toBeLessThanOrEqual(5);
    expect(world.lines(id, 'trouble')).toEqual(['cannot-speak']);
    await over(world, id);
  });

  test('and is told as stopped by an event: the next words find a new one', async () => {
    const world = await PhoneWorld.open({ ...storyteller, faults: ['session-events'] });
    const id = world.dial([...asking, waitForSilence(3000), say('Another story, please.')]);
    await world.until(() => world.lines(id, 'out').length === 1, 25_000);
    world.service.stopSpeaking(id);
    await world.run(30_000);
    expect(world.texts(id)).toEqual([...sentences, ...sentences]);
    expect(world.service.speakings(id)).toHaveLength(2);
    await over(world, id);
  });
});

describe('the answer to a text', () => {
  test('that is lost leaves open whether it was heard: it is not said twice', async () => {
    const world = await PhoneWorld.open({
      ...storyteller,
      fate: firstMeet('POST /speakings/:id/say', { type: 'lost-answer' }, 1),
    });
    const id = world.dial(asking);
    await world.run(20_000);
    expect(world.texts(id)).toEqual(sentences);
    await over(world, id);
  });

  test('that is 429 says that nothing was done: the text is said when the service wants it', async () => {
    const world = await PhoneWorld.open({
      ...storyteller,
      fate: firstMeet(
        'POST /speakings/:id/say',
        { type: 'refused', status: 429, retryAfterS: 1 },
        2,
      ),
    });
    const id = world.dial(asking);
    await world.run(25_000);
    expect(world.texts(id)).toEqual(sentences);
    await over(world, id);
  });

  test('that is 429 is not repeated once the caller has begun to speak', async () => {
    const world = await PhoneWorld.open({
      async *answer({ text }) {
        yield text.includes('story') ? story : 'It is noon.';
      },
      fate: firstMeet(
        'POST /speakings/:id/say',
        { type: 'refused', status: 429, retryAfterS: 2 },
        1,
      ),
    });
    const id = world.dial([
      pause(1500),
      say('Tell me a story.'),
      pause(800),
      say('What time is it?'),
    ]);
    await world.run(25_000);
    expect(world.texts(id)).toEqual(['It is noon.']);
    await over(world, id);
  });
});

describe('the transcription', () => {
  test('dies without a word: it is found out and the caller is understood again', async () => {
    const world = await PhoneWorld.open();
    const id = world.dial([
      ...[pause(1500), say('Good morning.'), waitForSilence(1000), pause(200)],
      ...[say('Nobody hears this.'), pause(46_000), say('Am I back?')],
    ]);
    await world.until(() => world.lines(id, 'out').length === 1, 15_000);
    world.service.setFault('transcription-dies-silently', true);
    const diedAt = world.clock.now();
    await world.until(() => world.asked('POST /transcribes').length === 2, 60_000);
    expect(world.clock.now() - diedAt).toBeLessThanOrEqual(50_000);
    await world.run(40_000);
    expect(world.lines(id, 'in')).toEqual(['Good morning.', 'Am I back?']);
    // The one that died was stopped before the next was asked for, which is a 409 else.
    expect(world.service.transcriptions(id).map(({ status }) => status)).toEqual([
      'progressing',
      'done',
    ]);
    await over(world, id);
  });

  test('is ended by the service: a new one takes its place at once', async () => {
    const world = await PhoneWorld.open();
    const id = world.dial([pause(1500), say('One.'), pause(6000), say('Two is enough.')]);
    await world.until(() => world.lines(id, 'out').length === 1, 12_000);
    world.service.endTranscriptions(id);
    await world.run(100);
    expect(world.service.transcriptions(id).map(({ status }) => status)).toEqual([
      'progressing',
      'done',
    ]);
    await world.run(12_000);
    expect(world.lines(id, 'in')).toEqual(['One.', 'Two is enough.']);
    await over(world, id);
  });
});

describe('the event socket drops', () => {
  test('and a hang-up is missed: it is noticed within three seconds, and all is stopped', async () => {
    const world = await PhoneWorld.open();
    const id = world.dial([silence()]);
    await world.run(2000);
    world.dropSocket();
    await world.run(5000);
    world.hangUp(id);
    await world.until(() => world.desk.calls.length === 0, 3000);
    await world.run(100);
    expectNothingLeft(world);
  });

  test('and words are missed: each is answered once when it is back', async () => {
    const world = await PhoneWorld.open();
    const id = world.dial([
      ...[pause(1500), say('One.'), pause(4000)],
      ...[say('This was missed.'), pause(6000), say('Three.')],
    ]);
    await world.until(() => world.lines(id, 'out').length === 1, 12_000);
    world.dropSocket();
    await world.until(() => world.service.understood(id).length === 2, 12_000);
    await world.run(1000);
    world.reconnect();
    await world.run(100);
    world.dropSocket();
    world.reconnect();
    await world.run(20_000);
    expect(world.lines(id, 'in')).toEqual(['One.', 'This was missed.', 'Three.']);
    expect(world.questions.map(({ text }) => text)).toEqual(['One.', 'This was missed.', 'Three.']);
    await over(world, id);
  });

  test('while a transcription takes the place of another: the words of both are read', async () => {
    const world = await PhoneWorld.open();
    const id = world.dial([pause(1500), say('First words.'), pause(8000), say('Last words.')]);
    await world.run(1800);
    world.dropSocket();
    await world.until(() => world.service.understood(id).length === 1, 12_000);
    world.service.endTranscriptions(id);
    await world.run(500);
    world.reconnect();
    await world.run(20_000);
    expect(world.lines(id, 'in')).toEqual(['First words.', 'Last words.']);
    await over(world, id);
  });

  test('while the caller interrupts: the words are read after it is back', async () => {
    const world = await PhoneWorld.open(storyteller);
    const id = world.dial([...asking, interrupt('Wait, stop that.', { afterMs: 2000 })]);
    await world.until(() => world.orders.some(({ order }) => order === 'flush'), 12_000);
    world.dropSocket();
    await world.run(2500);
    world.reconnect();
    await world.run(1500);
    expect(world.lines(id, 'in')).toEqual(['Tell me a story.', 'Wait, stop that.']);
    await world.run(25_000);
    await over(world, id);
  });
});
