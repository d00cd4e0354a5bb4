import { describe, expect, test } from 'vitest';
import { CallScene } from './call-scene.ts';

const first = 'You have two meetings tomorrow, and both of them are in the morning.';
const second = 'The first one is at nine with the board.';

/** The agent says two sentences, handed over one by one; both are on their way. */
function speaking(settings: Parameters<typeof CallScene.live>[0] = {}): CallScene {
  const scene = CallScene.live(settings).callerSays('What is on tomorrow?').wait(500);
  return scene.answer(first, second).takeWords();
}

function own(scene: CallScene, type: 'speech-started' | 'speech-ended'): CallScene {
  return scene.happen({ type, direction: 'out' });
}

function tell(scene: CallScene, text: string): CallScene {
  return scene.happen({ type: 'transcript', direction: 'out', text });
}

function interrupt(scene: CallScene): CallScene {
  scene.happen({ type: 'speech-started', direction: 'in' }).wait(300);
  return scene.happen({ type: 'transcript', direction: 'in', text: 'Wait, which one?' });
}

describe('transcripts of our own voice', () => {
  test('correct what was thought to be heard of a reply that was cut off', () => {
    const scene = interrupt(own(speaking(), 'speech-started').wait(3000));
    const [kept] = scene.all('record-reply');
    expect(first.startsWith(kept?.heard ?? 'nothing')).toBe(true);
    own(scene, 'speech-ended').wait(300);
    tell(scene, 'you have two meetings');
    expect(scene.all('correct-heard')).toEqual([
      { type: 'correct-heard', turnId: kept?.turnId, heard: 'You have two meetings' },
    ]);
  });

  test('tell that more was heard, where the voice went on in spite of the flush', () => {
    const scene = interrupt(own(speaking(), 'speech-started').wait(2000));
    scene.wait(2500);
    own(scene, 'speech-ended').wait(200);
    tell(scene, first.toLowerCase());
    expect(scene.all('correct-heard').at(-1)?.heard).toBe(first);
  });

  test('change nothing when they say what was thought', () => {
    const scene = interrupt(own(speaking(), 'speech-started').wait(2000));
    const heard = scene.all('record-reply')[0]?.heard ?? '';
    own(scene, 'speech-ended').wait(300);
    tell(scene, heard);
    expect(scene.all('correct-heard')).toEqual([]);
  });

  test('of something else change nothing', () => {
    const scene = interrupt(own(speaking(), 'speech-started').wait(2000));
    tell(scene, 'a train is passing by the window here');
    expect(scene.all('correct-heard')).toEqual([]);
  });

  test('that come long afterwards change nothing', () => {
    const scene = interrupt(own(speaking(), 'speech-started').wait(2000)).wait(60_000);
    tell(scene, 'you have two');
    expect(scene.all('correct-heard')).toEqual([]);
  });

  test('free the voice of a fast speaker at once, so that the next sentence follows closely', () => {
    const scene = own(speaking(), 'speech-started').wait(2000);
    expect(scene.said).toEqual([first]);
    own(scene, 'speech-ended').wait(100);
    tell(scene, first);
    expect(scene.said).toEqual([first, second]);
  });

  test('teach the pace of the voice', () => {
    const scene = own(speaking(), 'speech-started').wait(2000);
    const before = scene.state.rate.charsPerSecond;
    tell(own(scene, 'speech-ended'), first);
    expect(scene.state.rate.charsPerSecond).toBeGreaterThan(before);
  });
});

describe('a voice that is slower than it was thought', () => {
  test('can still be interrupted after it should have been done', () => {
    const scene = CallScene.live().callerSays('Hello?').wait(500).answer(first).takeWords();
    own(scene, 'speech-started').wait(5000);
    scene.happen({ type: 'speech-interim', direction: 'out', text: 'both of them' });
    scene.wait(400).happen({ type: 'speech-interim', direction: 'in', text: 'No, stop' });
    expect(scene.all('flush')).toHaveLength(1);
    expect(scene.all('record-reply')[0]?.heard).not.toBeNull();
  });
});

describe('after a false alarm', () => {
  const rest = (scene: CallScene) => scene.wait(20_000).takeWords().wait(5000).said.slice(1);

  test('says the rest of a sentence again that was cut off', () => {
    const scene = own(speaking({ providers: ['gcp'] }), 'speech-started').wait(2000);
    scene.happen({ type: 'speech-started', direction: 'in' });
    own(scene.wait(100), 'speech-ended').wait(300);
    tell(scene, 'you have two meetings');
    scene.wait(1200).takeWords();
    expect(rest(scene)).toEqual(['tomorrow, and both of them are in the morning.', second]);
  });

  test('says nothing twice that the voice went on saying', () => {
    const scene = own(speaking(), 'speech-started').wait(2000);
    scene.happen({ type: 'speech-started', direction: 'in' }).wait(1600).takeWords();
    expect(rest(scene)).toEqual([second]);
  });

  test('and where nothing is heard of us, a few words twice are better than none', () => {
    const scene = speaking().wait(2000);
    scene.happen({ type: 'speech-started', direction: 'in' }).wait(1600).takeWords();
    const [again] = rest(scene);
    expect(first.endsWith(again ?? 'nothing')).toBe(true);
  });
});

describe('words that answer nobody', () => {
  test('are kept when the voice takes them, and again when they were cut short', () => {
    const scene = CallScene.live({ greeting: first }).takeWords().wait(1500);
    expect(scene.all('record-words')).toEqual([
      { type: 'record-words', itemId: 1, by: 'agent', text: first, heard: null },
    ]);
    interrupt(scene);
    const { heard, ...line } = scene.all('record-words').at(-1) ?? { heard: null };
    expect(line).toEqual({ type: 'record-words', itemId: 1, by: 'agent', text: first });
    expect(heard !== null && heard.length > 0 && first.startsWith(heard)).toBe(true);
  });

  test('of the owner are kept as the owner’s; fillers are not kept', () => {
    const scene = CallScene.live().happen({ type: 'owner-says', text: 'From the desk.' });
    scene.takeWords().wait(3000).callerSays('And now?').wait(5000).takeWords();
    expect(scene.said.length).toBeGreaterThan(1);
    expect(scene.all('record-words').map(({ by, text }) => [by, text])).toEqual([
      ['owner', 'From the desk.'],
    ]);
  });
});

describe('words whose fate is not known', () => {
  test('are taken after the flush that was to stop them: flushed again', () => {
    const scene = CallScene.live().callerSays('Hello?').wait(500).answer(first);
    const itemId = scene.state.pending?.id ?? -1;
    scene.happen({ type: 'speech-interim', direction: 'in', text: 'No, wait' });
    scene.wait(50).happen({ type: 'said', itemId });
    expect(scene.all('flush')).toHaveLength(2);
  });

  test('are not said again after one lost answer', () => {
    const scene = CallScene.live().callerSays('Hello?').wait(500).answer(first);
    const itemId = scene.state.pending?.id ?? -1;
    scene.happen({ type: 'say-failed', itemId, fault: 'unreachable' }).wait(5000);
    expect(scene.said).toEqual([first]);
    expect(scene.all('stop-speaking')).toEqual([]);
  });

  test('are said by a new session after a second one', () => {
    const scene = CallScene.live().callerSays('Hello?').wait(500).answer(first, second);
    for (let count = 0; count < 2; count += 1) {
      const itemId = scene.state.pending?.id ?? -1;
      scene.happen({ type: 'say-failed', itemId, fault: 'unreachable' });
    }
    expect(scene.all('stop-speaking')).toEqual([{ type: 'stop-speaking', speakingId: 'voice' }]);
    scene.happen({ type: 'speaking-opened', speakingId: 'other', status: 'active' });
    expect(scene.said).toEqual([first, second, second]);
  });

  test('that were surely not sent are sent a little later, in their order', () => {
    const scene = CallScene.live().callerSays('Hello?').wait(500).answer(first, second);
    const itemId = scene.state.pending?.id ?? -1;
    scene.happen({ type: 'say-failed', itemId, fault: 'unsent' });
    expect(scene.said).toEqual([first]);
    scene.wait(1000).takeWords().wait(20_000).takeWords();
    expect(scene.said).toEqual([first, first, second]);
  });
});
