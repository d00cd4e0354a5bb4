import { describe, expect, test } from 'vitest';
import { speechMs, usualRate } from '../../../main/call/heard.ts';
import { CallScene } from './call-scene.ts';

describe('opening', () => {
  test('opens ears and voice side by side the moment the call is answered, and says the disclosure first', () => {
    const scene = new CallScene({ disclosure: 'I am an AI.', greeting: 'Hello.' });
    scene.happen({ type: 'call-status', status: 'ringing' });
    expect(scene.effects).toEqual([]);
    scene.happen({ type: 'call-status', status: 'progressing' });
    expect(scene.effects.map(({ effect }) => effect)).toEqual([
      { type: 'open-transcription' },
      { type: 'open-speaking', provider: 'elevenlabs' },
    ]);
    scene.happen({ type: 'speaking-opened', speakingId: 'voice', status: 'active' });
    scene.takeWords().wait(5000).takeWords();
    expect(scene.said).toEqual(['I am an AI.', 'Hello.']);
  });

  test.each(['', ' \n '])(
    'begins with the greeting where the disclosure is left out (%j)',
    (words) => {
      const scene = new CallScene({ disclosure: words, greeting: 'Hello.' });
      scene.happen({ type: 'call-status', status: 'progressing' });
      scene.happen({ type: 'speaking-opened', speakingId: 'voice', status: 'active' });
      scene.takeWords().wait(5000).takeWords();
      expect(scene.said).toEqual(['Hello.']);
    },
  );

  test('waits for a voice that is initiating, by looking', () => {
    const scene = new CallScene({ greeting: 'Hello.' });
    scene.happen({ type: 'call-status', status: 'progressing' });
    scene.happen({ type: 'speaking-opened', speakingId: 'voice', status: 'initiating' });
    scene.wait(600);
    expect(scene.all('read-speaking')).toHaveLength(1);
    expect(scene.said).toEqual([]);
    scene.happen({ type: 'speaking-status', speakingId: 'voice', status: 'active' });
    expect(scene.said).toEqual(['Hello.']);
  });

  test('looks the call up, stops a voice that is stuck, and tries another provider after two', () => {
    const scene = new CallScene();
    scene.happen({ type: 'call-status', status: 'progressing' });
    for (const id of ['a', 'b']) {
      scene.happen({ type: 'speaking-opened', speakingId: id, status: 'initiating' }).wait(9000);
    }
    expect(scene.all('stop-speaking').map(({ speakingId }) => speakingId)).toEqual(['a', 'b']);
    expect(scene.all('look-up-call').length).toBeGreaterThan(0);
    expect(scene.all('open-speaking').map(({ provider }) => provider)).toEqual([
      'elevenlabs',
      'elevenlabs',
      'gcp',
    ]);
  });

  test('speaks each piece on its own and tells the owner when no provider gives a voice', () => {
    const scene = new CallScene({ greeting: 'Hello.' });
    scene.happen({ type: 'call-status', status: 'progressing' });
    for (let tries = 0; tries < 4; tries += 1) {
      scene.happen({ type: 'speaking-failed', fault: 'refused' }).wait(10_000);
    }
    expect(scene.all('talk').map(({ text }) => text)).toContain('Hello.');
    expect(scene.all('tell-owner')).toEqual([]);
    scene.takeWords();
    expect(scene.all('tell-owner')).toEqual([{ type: 'tell-owner', trouble: 'cannot-speak' }]);
  });

  test('opens the transcription anew when it failed, ended, or died silently', () => {
    const scene = new CallScene({ greeting: 'Hello.' });
    scene.happen({ type: 'call-status', status: 'progressing' });
    scene.happen({ type: 'speaking-opened', speakingId: 'voice', status: 'active' }).takeWords();
    scene.happen({ type: 'transcription-failed', fault: 'unreachable' }).wait(1500);
    expect(scene.all('open-transcription')).toHaveLength(2);
    scene.happen({ type: 'transcription-opened', transcriptionId: 'one' });
    scene.happen({ type: 'transcription-ended', transcriptionId: 'one' });
    expect(scene.all('open-transcription')).toHaveLength(3);
    scene.happen({ type: 'transcription-opened', transcriptionId: 'two' });
    // The prompt after 30 s is spoken, and nothing at all is recognised.
    scene.wait(31_000).takeWords().wait(16_000);
    expect(scene.all('stop-transcription')).toContainEqual({
      type: 'stop-transcription',
      transcriptionId: 'two',
    });
    expect(scene.all('open-transcription')).toHaveLength(4);
  });
});

describe('a turn', () => {
  test('asks the model early, keeps what it writes until the turn is over, then says it', () => {
    const scene = CallScene.live().callerSays('What is the time in Oslo?');
    expect(scene.all('ask-model')).toHaveLength(1);
    scene.answer('It is nine.');
    expect(scene.said).toEqual([]);
    scene.wait(500);
    expect(scene.all('record-caller')).toEqual([
      { type: 'record-caller', turnId: 1, text: 'What is the time in Oslo?' },
    ]);
    expect(scene.said).toEqual(['It is nine.']);
    scene.takeWords().wait(5000);
    expect(scene.all('record-reply')).toEqual([
      { type: 'record-reply', turnId: 1, text: 'It is nine.', heard: null },
    ]);
  });

  test('starts anew in silence when the caller goes on', () => {
    const scene = CallScene.live().callerSays('Book a table.');
    scene.answer('Done.').wait(100);
    scene.callerSays('For two, tomorrow.').wait(600);
    expect(scene.all('abort-reply').length + scene.all('ask-model').length).toBeGreaterThan(1);
    scene.answer('Booked for two.').takeWords();
    expect(scene.said).toEqual(['Booked for two.']);
    expect(scene.all('record-caller').map(({ text }) => text)).toEqual([
      'Book a table. For two, tomorrow.',
    ]);
  });

  test('hands over one piece at a time, shortly before the one before has been played', () => {
    const scene = CallScene.live().callerSays('Tell me a story.').wait(500);
    const first = 'Once upon a time there was a very long first sentence in a story.';
    scene.answer(first, 'Then it ended.').takeWords();
    expect(scene.said).toEqual([first]);
    scene.wait(speechMs(first, usualRate('en-US')) - 1000);
    expect(scene.said).toHaveLength(1);
    scene.wait(500);
    expect(scene.said).toHaveLength(2);
  });

  test('drops what belongs to an old turn', () => {
    const scene = CallScene.live().callerSays('One.').wait(500);
    scene.happen({ type: 'reply-chunk', turnId: 99, text: 'Old.' });
    scene.happen({ type: 'reply-ended', turnId: 99 });
    expect(scene.said).toEqual([]);
    expect(scene.state.reply?.state).toBe('writing');
  });

  test('says again first what the voice did not take because it was gone', () => {
    const scene = CallScene.live().callerSays('Hi there.').wait(500).answer('First.', 'Second.');
    const itemId = scene.state.pending?.id ?? -1;
    scene.happen({ type: 'say-failed', itemId, fault: 'gone' });
    expect(scene.all('open-speaking')).toHaveLength(2);
    scene.happen({ type: 'speaking-opened', speakingId: 'new', status: 'active' });
    scene.takeWords().wait(3000).takeWords();
    expect(scene.all('say').map(({ speakingId, text }) => `${speakingId} ${text}`)).toEqual([
      'voice First.',
      'new First.',
      'new Second.',
    ]);
  });

  test('never answers its own voice', () => {
    const scene = CallScene.live().callerSays('Hello there.').wait(500);
    scene.answer('The meeting is at nine tomorrow morning.').takeWords().wait(1000);
    scene.happen({
      type: 'transcript',
      direction: 'out',
      text: 'The meeting is at nine tomorrow morning.',
    });
    scene.happen({
      type: 'transcript',
      direction: 'in',
      text: 'The meeting is at nine tomorrow morning.',
    });
    scene.wait(5000);
    expect(scene.all('ask-model')).toHaveLength(1);
  });
});
