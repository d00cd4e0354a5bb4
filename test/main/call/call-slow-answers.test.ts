import { describe, expect, test } from 'vitest';
import { CallScene } from './call-scene.ts';

/** The caller has asked for something, and a tool is looking it up. */
function working(words: string | null = null): CallScene {
  const scene = CallScene.live().callerSays('Is the boardroom free?').wait(1500);
  const turnId = scene.state.reply?.turnId ?? -1;
  return scene.happen({ type: 'reply-working', turnId, words });
}

describe('an answer that takes long', () => {
  test('is waited for with words of its own, then with fillers', () => {
    const scene = working('Let me look at the calendar.').takeWords().wait(10_000);
    expect(scene.said[0]).toBe('Let me look at the calendar.');
    expect(scene.said.length).toBeGreaterThan(1);
  });

  test('is given when it is there', () => {
    const scene = working();
    const turnId = scene.state.reply?.turnId ?? -1;
    scene.wait(9000).takeWords().wait(2000);
    scene.happen({ type: 'reply-chunk', turnId, text: 'It is free at three.' });
    scene.wait(3000).takeWords();
    expect(scene.said.at(-1)).toBe('It is free at three.');
  });

  test('is not begun a second time because of a cough', () => {
    const scene = working('Let me look at the calendar.').takeWords().wait(300);
    scene.happen({ type: 'speech-started', direction: 'in' }).wait(200);
    scene.happen({ type: 'speech-ended', direction: 'in' }).wait(5000);
    expect(scene.all('abort-reply')).toEqual([]);
    expect(scene.all('ask-model')).toHaveLength(1);
    const turnId = scene.state.reply?.turnId ?? -1;
    scene.takeWords().happen({ type: 'reply-chunk', turnId, text: 'It is free at three.' });
    scene.wait(9000).takeWords();
    expect(scene.said.at(-1)).toBe('It is free at three.');
  });

  test('is stopped when the caller wants something else', () => {
    const scene = working('Let me look at the calendar.').takeWords().wait(300);
    const turnId = scene.state.reply?.turnId ?? -1;
    scene.happen({ type: 'transcript', direction: 'in', text: 'Never mind, thank you.' });
    expect(scene.all('abort-reply')).toEqual([{ type: 'abort-reply', turnId }]);
  });

  test.each([
    ['the caller hangs up', { type: 'call-status', status: 'ended' }],
    ['the owner hangs up', { type: 'hang-up-asked', goodbye: null }],
    ['the agent says goodbye', { type: 'hang-up-asked', goodbye: 'Goodbye.' }],
  ] as const)('goes on when %s, for the thread', (_name, event) => {
    const scene = working();
    const turnId = scene.state.reply?.turnId ?? -1;
    scene.happen(event);
    expect(scene.all('finish-reply-later')).toEqual([{ type: 'finish-reply-later', turnId }]);
    expect(scene.all('abort-reply')).toEqual([]);
  });
});

test('an answer that is only being written is stopped when the call ends', () => {
  const scene = CallScene.live().callerSays('Is the boardroom free?').wait(1500);
  scene.happen({ type: 'call-status', status: 'ended' });
  expect(scene.all('finish-reply-later')).toEqual([]);
  expect(scene.all('abort-reply')).toHaveLength(1);
});
