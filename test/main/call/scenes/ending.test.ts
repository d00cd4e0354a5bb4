import { describe, expect, test } from 'vitest';
import { sleep } from '../../../../main/base/clock.ts';
import { phrases } from '../../../../main/call/call-phrases.ts';
import type { CallerScript } from '../../../../main/rehearsal/voipbin/caller-script.ts';
import {
  interrupt,
  pause,
  say,
  silence,
} from '../../../../main/rehearsal/voipbin/caller-script.ts';
import { PhoneWorld } from './phone-world.ts';
import type { Asked } from './phone-world.ts';
import { expectNothingLeft, spoken, story } from './scene-words.ts';

const slowStory = {
  ...spoken,
  async *answer(_question: unknown, { clock, signal }: Asked) {
    await sleep(clock, 3000, signal);
    yield story;
  },
};
const asking: CallerScript = [pause(9000), say('Tell me a story.')];

type Phase = {
  readonly name: string;
  readonly script: CallerScript;
  readonly isReached: (world: PhoneWorld, callId: string) => boolean;
  /** What the thread holds in the end, each line with its side. */
  readonly kept: readonly (string | RegExp)[];
};

const phases: readonly Phase[] = [
  {
    name: 'before the agent has a voice',
    script: [silence()],
    isReached: (world, id) => world.status(id) === 'progressing',
    kept: [],
  },
  {
    name: 'during the greeting',
    script: [silence()],
    isReached: (world, id) => world.texts(id).length === 2,
    kept: [],
  },
  {
    name: 'while the caller speaks',
    script: [pause(9000), say('I would like to book a table for two tomorrow evening.')],
    isReached: (world, id) =>
      (world.desk.calls[0]?.session.state.caller.text ?? '').split(' ').length > 5 &&
      world.service.said(id).length === 1,
    kept: [/^in: I would like to book a/u],
  },
  {
    name: 'while the model thinks',
    script: asking,
    isReached: (world) => world.desk.calls[0]?.session.state.reply?.held === false,
    kept: ['in: Tell me a story.'],
  },
  {
    name: 'while the agent speaks',
    script: asking,
    isReached: (world, id) => world.texts(id).some((text) => text.startsWith('It had not')),
    kept: ['in: Tell me a story.', /^out: Once upon a time/u],
  },
  {
    name: 'during a barge-in',
    script: [...asking, interrupt('Wait, please wait a little.', { afterMs: 2000 })],
    isReached: (world) => world.orders.some(({ order }) => order === 'flush'),
    kept: [
      'in: Tell me a story.',
      /^(?:out: Once upon|in: Wait)/u,
      /^(?:out: Once upon|in: Wait)/u,
    ],
  },
  {
    name: 'while the agent says goodbye',
    script: [silence()],
    isReached: (world) => world.desk.calls[0]?.session.state.phase === 'leaving',
    kept: [],
  },
];

function expectKept(world: PhoneWorld, wanted: Phase['kept']): void {
  // What answers nobody has tests of its own.
  const answered = world.kept.filter(({ side }) => side !== 'words');
  const lines = answered.map(({ side, text }) => `${side}: ${text}`);
  const fits = wanted.map((line, place) => new RegExp(line, 'u').test(lines[place] ?? ''));
  expect(lines.filter((_line, place) => !fits[place])).toEqual([]);
  expect(lines).toHaveLength(wanted.length);
}

describe('the caller hangs up', () => {
  test('while it still rings: nothing was opened', async () => {
    const world = await PhoneWorld.open(spoken);
    const id = world.service.ring(5000);
    await world.run(2000);
    expect(world.desk.calls).toHaveLength(1);
    world.hangUp(id);
    await world.run(100);
    expectNothingLeft(world);
    expect(world.requests).toEqual([]);
  });

  test.each(phases)('$name: all is stopped within a second', async (phase) => {
    const world = await PhoneWorld.open(slowStory);
    const id = world.dial(phase.script);
    await world.until(() => phase.isReached(world, id), 80_000);
    world.hangUp(id);
    const played = world.texts(id).length;
    await world.run(1000);
    expect(world.service.openSessions()).toEqual([]);
    // The transcript of what was being said gets a moment to come.
    await world.run(1000);
    expectNothingLeft(world);
    expectKept(world, phase.kept);
    const before = world.requests.length;
    await world.run(60_000);
    expect(world.requests).toHaveLength(before);
    expect(world.texts(id)).toHaveLength(played);
  });
});

describe('quitting', () => {
  test.each(phases)(
    '$name takes leave, hangs up, stops all, and takes no longer than 3.5 s',
    async (phase) => {
      const world = await PhoneWorld.open(slowStory);
      const id = world.dial(phase.script);
      await world.until(() => phase.isReached(world, id), 80_000);
      let isClosed = false;
      void world.desk.close().then(() => (isClosed = true));
      await world.until(() => isClosed, 3500);
      expect(world.status(id)).toBe('hangup');
      expectKept(world, phase.kept);
      // What the service had begun to understand of the agent comes to its end.
      await world.run(500);
      expectNothingLeft(world);
    },
  );

  test('while it rings does not leave the caller to a silent call', async () => {
    const world = await PhoneWorld.open(spoken);
    const id = world.service.ring(5000);
    await world.run(1000);
    void world.desk.close();
    await world.run(1000);
    expect(world.status(id)).toBe('hangup');
    expectNothingLeft(world);
  });

  test('takes no call that comes in meanwhile', async () => {
    const world = await PhoneWorld.open({
      ...spoken,
      fate: () => ({ type: 'served', delayMs: 300 }),
    });
    const one = world.dial([silence()]);
    await world.run(3000);
    let isClosed = false;
    void world.desk.close().then(() => (isClosed = true));
    const two = world.dial([silence()]);
    await world.until(() => isClosed, 5000);
    expect(world.status(one)).toBe('hangup');
    expect(world.desk.calls).toEqual([]);
    expect(world.asked('POST /speakings')).toHaveLength(1);
    expect(world.status(two)).toBe('progressing');
  });

  test('although the end of the call is told by no event: it is looked for', async () => {
    const world = await PhoneWorld.open({ ...spoken, faults: ['hangup-not-told'] });
    world.dial([silence()]);
    await world.run(3000);
    let isClosed = false;
    void world.desk.close().then(() => (isClosed = true));
    await world.until(() => isClosed, 4000);
    await world.run(8000);
    expectNothingLeft(world);
  });
});

describe('the longest call', () => {
  test('ends with a sentence and a hang-up', async () => {
    const world = await PhoneWorld.open({ settings: { maxCallMs: 20_000 } });
    const id = world.dial([pause(17_000), say('And another thing that I wanted to say is this.')]);
    const took = await world.until(() => world.status(id) === 'hangup', 40_000);
    expect(took).toBeGreaterThan(20_000);
    expect(took).toBeLessThan(32_000);
    expect(world.texts(id).join(' ')).toBe(phrases.lateGoodbye);
    expect(world.lines(id, 'in')).toEqual(['And another thing that I wanted to say is this.']);
    expect(world.questions).toEqual([]);
    expect(world.played(id).at(-1)?.cutAt).toBeNull();
    await world.run(1000);
    expectNothingLeft(world);
  });
});
