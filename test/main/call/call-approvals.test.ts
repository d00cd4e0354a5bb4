import { describe, expect, test } from 'vitest';
import { CallScene } from './call-scene.ts';

const speech = { direction: 'in' } as const;

/** A call on which `pieces` are read out; the voice has taken the first words. */
function reading(...pieces: readonly string[]): CallScene {
  return CallScene.live().happen({ type: 'approval-asked', id: 'action-1', pieces });
}

/** Lets the voice take and play whatever there is to say. */
function playAll(scene: CallScene): CallScene {
  for (let round = 0; round < 200 && (scene.state.pending ?? scene.state.queue[0]); round += 1) {
    scene.takeWords().wait(2000);
  }
  return scene.wait(10_000);
}

/** Up to the moment at which the voice is asked to say that piece. */
function until(scene: CallScene, text: string): CallScene {
  for (let round = 0; round < 200 && scene.state.pending?.text !== text; round += 1) {
    scene.takeWords().wait(100);
  }
  return scene;
}

const letter = 'Send a text message: “I accept your offer, and I pay the whole sum on Friday.”';

describe('a yes', () => {
  test('after all of it was heard is one', () => {
    const scene = playAll(reading(letter)).callerSays('Yes, do it.').wait(3000);
    expect(scene.all('read-answer')).toMatchObject([{ id: 'action-1', heard: true }]);
  });

  test('is none while the rest of a piece is still to be said after a false alarm', () => {
    const scene = until(reading(letter), letter).takeWords().wait(3000);
    scene.happen({ ...speech, type: 'speech-started' }).wait(1600);
    expect(scene.said.at(-1)).not.toBe(letter);
    scene.happen({ ...speech, type: 'transcript', text: 'Yes, do it.' });
    scene.happen({ ...speech, type: 'speech-ended' }).wait(5000);
    expect(scene.all('read-answer')).toMatchObject([{ heard: false }]);
  });

  test('to something long counts like any other', () => {
    const pieces = Array.from({ length: 60 }, (_, index) => `This is sentence number ${index}.`);
    const scene = playAll(reading(...pieces))
      .callerSays('Yes, do it.')
      .wait(3000);
    expect(scene.all('read-answer')).toMatchObject([{ heard: true }]);
  });
});
