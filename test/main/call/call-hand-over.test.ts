import { describe, expect, test } from 'vitest';
import { wakeAt } from '../../../main/call/call-machine.ts';
import { phrases } from '../../../main/call/call-phrases.ts';
import type { Party } from '../../../main/call/ports.ts';
import { CallScene } from './call-scene.ts';

const target: Party = { type: 'tel', target: '+12025550144', name: '' };
const sentence = 'I will connect you with Ada now.';
const asked = { type: 'hand-over-asked', target, sentence } as const;

/** Told, and dialled. */
function calling(scene = CallScene.live()): CallScene {
  return scene.happen(asked).takeWords().wait(6000);
}

/** The two hear each other. */
function joined(scene = calling()): CallScene {
  return scene.happen({ type: 'other-answered' }).happen({ type: 'calls-joined' });
}

test('a call that was handed over lasts no longer than any other, and why it ends is told', () => {
  const scene = joined(calling(CallScene.live({ maxCallMs: 75_000 })));
  scene.wait(65_000);
  expect(scene.all('hang-up')).toEqual([]);
  scene.wait(5000);
  expect(scene.all('hang-up')).toHaveLength(1);
  expect(scene.all('release-other')).toHaveLength(1);
  expect(scene.all('tell-hand-over').at(-1)).toMatchObject({
    outcome: 'ended',
    detail: expect.stringContaining('phone.maxCallMs'),
  });
});

describe('somebody else is to take the call', () => {
  test('the caller hears the sentence before anybody is dialled', () => {
    const scene = CallScene.live().happen(asked);
    expect(scene.said).toEqual([sentence]);
    scene.wait(1000).takeWords().wait(500);
    expect(scene.all('call-other')).toEqual([]);
    scene.wait(4000);
    expect(scene.all('call-other')).toEqual([{ type: 'call-other', target }]);
  });

  test('and is dialled after some seconds although no voice comes up', () => {
    const scene = new CallScene().happen({ type: 'call-status', status: 'progressing' });
    scene.happen(asked).wait(8100);
    expect(scene.all('call-other')).toHaveLength(1);
  });

  test('the answer that was being given is void, with what was heard of it', () => {
    const scene = CallScene.live().callerSays('Tell me a story.').wait(1000);
    scene.answer('Once upon a time.', 'There was a clock.').takeWords().wait(500).happen(asked);
    scene.wait(2000).takeWords().wait(6000);
    expect(scene.said.slice(0, 3)).toEqual(['Once upon a time.', sentence, phrases.connecting[0]]);
    expect(scene.all('record-reply')).toHaveLength(1);
  });

  test('also when the caller had begun to speak over it, were it but a cough', () => {
    const scene = CallScene.live().callerSays('Tell me a story.').wait(1000);
    scene.answer('Once upon a time there was a very old clock.', 'It had rung.').takeWords();
    scene.wait(1000).happen({ type: 'speech-started', direction: 'in' }).happen(asked);
    scene.wait(200).happen({ type: 'speech-ended', direction: 'in' });
    for (let second = 0; second < 5; second += 1) scene.takeWords().wait(1000);
    expect(scene.said.slice(0, 2)).toEqual([
      'Once upon a time there was a very old clock.',
      sentence,
    ]);
    expect(scene.said.filter((text) => text.includes('rung'))).toEqual([]);
  });

  test('no silence is longer than the limit while it rings', () => {
    const scene = CallScene.live().happen(asked);
    const gaps: number[] = [];
    for (let step = 0; step < 300; step += 1) {
      scene.takeWords().wait(100);
      const { queue, pending, freeAt } = scene.state;
      if (queue.length === 0 && pending === null) gaps.push(scene.at - freeAt);
    }
    expect(Math.max(...gaps)).toBeLessThanOrEqual(2100);
    expect(scene.said.slice(1, 4)).toEqual(phrases.connecting.slice(0, 3));
  });

  test('who says something while it rings is answered', () => {
    const scene = calling().callerSays('How long does it take?').wait(1000);
    expect(scene.all('ask-model').map(({ text }) => text)).toEqual(['How long does it take?']);
    expect(scene.state.handOver?.type).toBe('calling');
  });

  test('a goodbye that was wanted before is void', () => {
    const scene = CallScene.live().callerSays('I want to talk to Ada.').wait(1000);
    scene.answer('One moment.').takeWords();
    scene.happen({ type: 'farewell-asked', goodbye: 'Goodbye.' });
    scene.happen(asked);
    for (let second = 0; second < 8; second += 1) scene.takeWords().wait(1000);
    expect(scene.all('call-other')).toHaveLength(1);
    expect(scene.said).not.toContain('Goodbye.');
  });

  test('a second wish changes nothing', () => {
    const scene = calling().happen({ ...asked, target: { ...target, target: '+12025550155' } });
    expect(scene.state.handOver?.target).toEqual(target);
    expect(scene.said).not.toContain('+12025550155');
  });
});

describe('the other party answers', () => {
  test('our voice stops, the two are joined, and both sessions are stopped', () => {
    const scene = calling().takeWords();
    scene.effects.length = 0;
    joined(scene);
    expect(scene.effects.map(({ effect }) => effect)).toEqual([
      { type: 'flush', speakingId: 'voice' },
      { type: 'join-other' },
      { type: 'stop-transcription', transcriptionId: 'ears' },
      { type: 'stop-speaking', speakingId: 'voice' },
      { type: 'tell-hand-over', target, outcome: 'joined', detail: '' },
    ]);
    expect(scene.state.phase).toBe('handed-over');
  });

  test('what the caller was still saying is kept', () => {
    const scene = calling().happen({ type: 'speech-interim', direction: 'in', text: 'Thank you' });
    joined(scene);
    expect(scene.all('record-caller').map(({ text }) => text)).toEqual(['Thank you']);
  });

  test('nothing is heard or said any more, and only the call itself is looked at', () => {
    const scene = joined();
    scene.effects.length = 0;
    scene.happen({ type: 'transcript', direction: 'in', text: 'This is private.' });
    scene.happen({ type: 'owner-says', text: 'Psst.' }).wait(50_000);
    scene.happen({ type: 'transcription-ended', transcriptionId: 'ears' });
    expect(scene.effects).toEqual([]);
    scene.wait(3_000_000);
    expect(new Set(scene.effects.map(({ effect }) => effect.type))).toEqual(
      new Set(['look-up-call']),
    );
  });

  test('a session that comes up late is stopped', () => {
    const scene = calling().happen({ type: 'transcription-ended', transcriptionId: 'ears' });
    joined(scene).happen({ type: 'transcription-opened', transcriptionId: 'late' });
    expect(scene.all('stop-transcription')).toEqual([
      { type: 'stop-transcription', transcriptionId: 'late' },
    ]);
  });

  test('the caller hangs up: the other party is let go, and the call is over', () => {
    const scene = joined();
    scene.effects.length = 0;
    scene.happen({ type: 'call-status', status: 'ended' });
    expect(scene.effects.map(({ effect }) => effect.type)).toEqual([
      'release-other',
      'tell-hand-over',
      'finish',
    ]);
    expect(wakeAt(scene.state)).toBe(Infinity);
  });

  test('the other party hangs up: nobody is left alone on the line', () => {
    const scene = joined();
    scene.effects.length = 0;
    scene.happen({ type: 'other-gone', end: 'failed', detail: '' });
    expect(scene.effects.map(({ effect }) => effect.type)).toEqual([
      'release-other',
      'tell-hand-over',
      'hang-up',
    ]);
  });

  test('the owner can still hang up', () => {
    const scene = joined().happen({ type: 'hang-up-asked', goodbye: 'Goodbye.' });
    expect(scene.said).not.toContain('Goodbye.');
    expect(scene.all('hang-up')).toHaveLength(1);
    expect(scene.all('release-other')).toHaveLength(1);
  });
});

describe('the other party is not reached', () => {
  test.each(['busy', 'no-answer', 'failed'] as const)('%s: the agent comes back', (end) => {
    const scene = calling().takeWords().wait(100).happen({ type: 'other-gone', end, detail: 'D' });
    scene.wait(8000).takeWords();
    expect(scene.said).toContain(phrases.notReached[end]);
    expect(scene.all('tell-hand-over')).toEqual([
      { type: 'tell-hand-over', target, outcome: end, detail: 'D' },
    ]);
    expect(scene.all('release-other')).toHaveLength(1);
    expect(scene.state).toMatchObject({ phase: 'live', handOver: null });
    // The model knows from it that this was tried.
    expect(scene.all('record-words').map(({ by, text }) => `${by} ${text}`)).toEqual([
      `agent ${sentence}`,
      `agent ${phrases.notReached[end]}`,
    ]);
    scene.callerSays('Then take a message.').wait(1000);
    expect(scene.all('ask-model')).toHaveLength(1);
  });

  test('for too long: it is given up', () => {
    const scene = calling();
    for (let second = 0; second < 50; second += 1) scene.takeWords().wait(1000);
    expect(scene.said).toContain(phrases.notReached['no-answer']);
    expect(scene.all('release-other')).toHaveLength(1);
  });

  test('nor joined in time: the agent comes back', () => {
    const scene = calling().happen({ type: 'other-answered' });
    for (let second = 0; second < 12; second += 1) scene.takeWords().wait(1000);
    expect(scene.said).toContain(phrases.notReached['no-answer']);
    scene.happen({ type: 'calls-joined' });
    expect(scene.state.phase).toBe('live');
  });

  test.each(['announcing', 'calling', 'joining'])('the caller hangs up while %s', (step) => {
    const scene = step === 'announcing' ? CallScene.live().happen(asked) : calling();
    if (step === 'joining') scene.happen({ type: 'other-answered' });
    expect(scene.state.handOver?.type).toBe(step);
    scene.happen({ type: 'call-status', status: 'ended' });
    expect(scene.all('release-other')).toHaveLength(1);
    expect(scene.all('stop-speaking')).toHaveLength(1);
    expect(scene.all('stop-transcription')).toHaveLength(1);
    scene.happen({ type: 'other-answered' }).happen({ type: 'calls-joined' });
    expect(scene.state.phase).toBe('over');
  });

  test('while it rings nobody is asked whether they are still there', () => {
    const scene = CallScene.live({ silencePromptMs: 5000, silenceHangupMs: 9000 });
    calling(scene);
    for (let second = 0; second < 20; second += 1) scene.takeWords().wait(1000);
    expect(scene.said).not.toContain(phrases.prompts[0]);
    expect(scene.said).not.toContain(phrases.quietGoodbye);
  });
});
