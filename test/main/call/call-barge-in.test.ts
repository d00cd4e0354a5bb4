import { describe, expect, test } from 'vitest';
import { CallScene } from './call-scene.ts';

const long =
  'This is a sentence that takes the voice a good while to say, because it goes on and on.';

/** The agent is in the midst of a long sentence; a second one waits. */
function speaking(): CallScene {
  const scene = CallScene.live().callerSays('Tell me everything.').wait(500);
  return scene.answer(long, 'And this is more.').takeWords().wait(2000);
}

describe('a barge-in', () => {
  test('flushes at the first sign of speech and says nothing of that turn afterwards, ever', () => {
    const scene = speaking();
    const before = scene.said.length;
    scene.happen({ type: 'speech-started', direction: 'in' });
    expect(scene.all('flush')).toEqual([{ type: 'flush', speakingId: 'voice' }]);
    scene.wait(300);
    scene.happen({ type: 'speech-interim', direction: 'in', text: 'No, I meant' });
    scene.wait(20_000);
    expect(
      scene
        .all('say')
        .slice(before)
        .filter(({ turnId }) => turnId === 1),
    ).toEqual([]);
  });

  test('stops a model that is still writing', () => {
    const scene = CallScene.live().callerSays('Tell me everything.').wait(500);
    const turnId = scene.state.reply?.turnId ?? -1;
    scene.happen({ type: 'reply-chunk', turnId, text: long }).takeWords().wait(1000);
    scene.happen({ type: 'speech-started', direction: 'in' });
    expect(scene.all('abort-reply')).toEqual([{ type: 'abort-reply', turnId }]);
  });

  test('keeps what was heard of the reply, cut at a word', () => {
    const scene = speaking();
    scene.happen({ type: 'speech-started', direction: 'in' }).wait(200);
    scene.happen({ type: 'transcript', direction: 'in', text: 'Wait, which one?' });
    const [kept] = scene.all('record-reply');
    expect(kept?.text).toBe(`${long} And this is more.`);
    expect(kept?.heard?.length).toBeGreaterThan(0);
    expect(long.startsWith(`${kept?.heard} `)).toBe(true);
  });

  test.each([
    ['interim text', { type: 'speech-interim', direction: 'in', text: 'Actually no' }],
    ['a final without events', { type: 'transcript', direction: 'in', text: 'Actually no.' }],
  ] as const)('is told by %s alone', (_name, event) => {
    const scene = speaking().happen(event);
    expect(scene.all('flush')).toHaveLength(1);
    expect(scene.all('record-reply')).toHaveLength(1);
  });

  test('cuts the wait for a stop word', () => {
    const scene = speaking();
    scene.happen({ type: 'speech-interim', direction: 'in', text: 'Stop' });
    scene.wait(10_000);
    expect(scene.said).not.toContain('And this is more.');
  });
});

describe('a false alarm', () => {
  test('without words goes on where the agent stopped, in a turn of its own', () => {
    const scene = speaking();
    scene.happen({ type: 'speech-started', direction: 'in' }).wait(200);
    scene.happen({ type: 'speech-ended', direction: 'in' }).wait(1500).takeWords();
    scene.wait(20_000).takeWords().wait(5000);
    const rest = scene.all('say').slice(1);
    expect(rest.every(({ turnId }) => turnId === 2)).toBe(true);
    expect(long.endsWith(rest[0]?.text ?? 'nothing')).toBe(true);
    expect(rest[1]?.text).toBe('And this is more.');
    expect(scene.all('record-reply')).toEqual([
      { type: 'record-reply', turnId: 1, text: `${long} And this is more.`, heard: null },
    ]);
  });

  test('of a mere "mm-hmm" goes on as well', () => {
    const scene = speaking();
    scene.happen({ type: 'speech-started', direction: 'in' }).wait(200);
    scene.happen({ type: 'transcript', direction: 'in', text: 'Mm-hmm.' }).takeWords();
    scene.wait(20_000).takeWords();
    expect(scene.said.at(-1)).toBe('And this is more.');
    expect(scene.all('ask-model')).toHaveLength(1);
  });

  test('while the model was writing has it go on after what was written', () => {
    const scene = CallScene.live().callerSays('Tell me everything.').wait(500);
    const turnId = scene.state.reply?.turnId ?? -1;
    scene.happen({ type: 'reply-chunk', turnId, text: long }).takeWords().wait(1000);
    scene.happen({ type: 'speech-started', direction: 'in' }).wait(1600);
    expect(scene.all('ask-model').at(-1)).toEqual({
      ...{ type: 'ask-model', turnId: turnId + 1, keptAs: turnId, text: 'Tell me everything.' },
      ...{ held: false, after: long },
    });
  });

  test('never swallows the disclosure', () => {
    const scene = CallScene.live({ disclosure: 'I am an AI and this call is transcribed.' });
    scene.takeWords().wait(500);
    scene.happen({ type: 'transcript', direction: 'in', text: 'Hi, who is this please?' });
    scene.wait(1000).takeWords();
    expect(scene.said.filter((text) => text.startsWith('I am an AI'))).toHaveLength(2);
  });
});
