import { describe, expect, test } from 'vitest';
import type { SessionFault } from '../../../main/call/call-events.ts';
import { handOver } from './call-moves.ts';
import { CallScene } from './call-scene.ts';

describe('a voice that comes up as stopped again and again', () => {
  test('is followed by the next provider, and at last by speech without a session', () => {
    const scene = new CallScene({ greeting: 'Hello.' });
    scene.happen({ type: 'call-status', status: 'progressing' });
    for (let round = 0; round < 40; round += 1) {
      if (scene.state.voice.type === 'opening') {
        const speakingId = `voice ${round}`;
        scene.happen({ type: 'speaking-opened', speakingId, status: 'initiating' });
        scene.happen({ type: 'speaking-status', speakingId, status: 'stopped' });
      }
      scene.wait(1000);
    }
    expect(scene.all('open-speaking').map(({ provider }) => provider)).toEqual([
      'elevenlabs',
      'elevenlabs',
      'gcp',
      'gcp',
    ]);
    expect(scene.all('talk').map(({ text }) => text)[0]).toBe('Hello.');
  });

  test('also where it was active for a moment and never took a word', () => {
    const scene = new CallScene({ greeting: 'Hello.' });
    scene.happen({ type: 'call-status', status: 'progressing' });
    for (let round = 0; round < 40; round += 1) {
      if (scene.state.voice.type === 'opening') {
        const speakingId = `voice ${round}`;
        scene.happen({ type: 'speaking-opened', speakingId, status: 'active' });
        scene.happen({ type: 'speaking-status', speakingId, status: 'stopped' });
      }
      scene.wait(1000);
    }
    expect(scene.all('open-speaking')).toHaveLength(4);
    expect(scene.state.voice.type).toBe('talk');
  });
});

test('a voice that spoke and is stopped by the service is made anew at once', () => {
  const scene = CallScene.live({ greeting: 'Hello.' }).takeWords();
  scene.happen({ type: 'speaking-status', speakingId: 'voice', status: 'stopped' });
  expect(scene.all('open-speaking')).toHaveLength(2);
});

test('words that the voice refuses are not told as heard', () => {
  const scene = CallScene.live().callerSays('Tell me more.').wait(1500);
  scene.answer('This is said.', 'This is refused.');
  scene.takeWords().wait(3000);
  const itemId = scene.state.pending?.id ?? -1;
  scene.happen({ type: 'say-failed', itemId, fault: 'refused' }).wait(5000);
  expect(scene.all('record-reply')).toEqual([
    expect.objectContaining({ text: 'This is said. This is refused.', heard: 'This is said.' }),
  ]);
});

test('a voice that was never asked for, because the network was away, is asked for until it is there', () => {
  const scene = new CallScene({ greeting: 'Hello.' });
  scene.happen({ type: 'call-status', status: 'progressing' });
  for (let tries = 0; tries < 8; tries += 1) {
    scene.happen({ type: 'speaking-failed', fault: 'unsent' }).wait(10_000);
  }
  expect(scene.all('talk')).toEqual([]);
  expect(new Set(scene.all('open-speaking').map(({ provider }) => provider)).size).toBe(1);
  scene.happen({ type: 'speaking-opened', speakingId: 'voice', status: 'active' }).takeWords();
  expect(scene.said).toContain('Hello.');
});

test('the disclosure is said again after an unclear answer, and the greeting after it', () => {
  const scene = new CallScene({ disclosure: 'This is an assistant.', greeting: 'Hello.' });
  scene.happen({ type: 'call-status', status: 'progressing' });
  scene.happen({ type: 'speaking-opened', speakingId: 'voice', status: 'active' });
  const itemId = scene.state.pending?.id ?? -1;
  scene.happen({ type: 'say-failed', itemId, fault: 'unreachable' }).wait(3000).takeWords();
  scene.wait(5000).takeWords();
  expect(scene.said).toEqual(['This is an assistant.', 'This is an assistant.', 'Hello.']);
});

describe('without a session', () => {
  /** No provider gives one. */
  function talking(settings: Parameters<typeof CallScene.live>[0]): CallScene {
    const scene = new CallScene({ ...settings, providers: ['gcp'] });
    scene.happen({ type: 'call-status', status: 'progressing' });
    for (const speakingId of ['one', 'two']) {
      scene.happen({ type: 'speaking-opened', speakingId, status: 'stopped' }).wait(2000);
    }
    expect(scene.state.voice.type).toBe('talk');
    return scene;
  }
  const fail = (scene: CallScene, fault: SessionFault = 'unreachable'): CallScene =>
    scene.happen({ type: 'say-failed', fault, itemId: scene.state.pending?.id ?? -1 });
  const talked = (scene: CallScene): readonly string[] => scene.all('talk').map(({ text }) => text);

  test('the disclosure is tried once more, and the greeting after it', () => {
    const scene = talking({ disclosure: 'This is an assistant.', greeting: 'Hello.' });
    fail(fail(scene).wait(1500)).wait(100);
    expect(talked(scene)).toEqual(['This is an assistant.', 'This is an assistant.', 'Hello.']);
  });

  /** Every piece is refused as soon as it is asked for, for so long. */
  function refuse(scene: CallScene, seconds: number, fault: SessionFault = 'refused'): CallScene {
    for (let round = 0; round < seconds * 10; round += 1) {
      if (scene.state.pending) fail(scene, fault);
      scene.wait(100);
    }
    return scene;
  }
  const hungUp = (scene: CallScene): boolean => scene.all('hang-up').length > 0;
  const troubles = (scene: CallScene): readonly string[] =>
    scene.all('tell-owner').map(({ trouble }) => trouble);

  test('a piece that is refused is said again, and the call is looked at', () => {
    const scene = talking({ greeting: 'Hello.' });
    const before = scene.all('look-up-call').length;
    fail(scene, 'refused');
    expect(scene.all('look-up-call').length).toBe(before + 1);
    fail(scene.wait(1500), 'gone').wait(1500).takeWords().wait(25_000);
    expect(talked(scene)).toEqual(['Hello.', 'Hello.', 'Hello.']);
    expect(troubles(scene)).toEqual(['cannot-speak']);
    expect(hungUp(scene)).toBe(false);
  });

  test.each(['refused', 'gone', 'unreachable'] as const)(
    'where every piece is %s the call is hung up, and why is told',
    (fault) => {
      const scene = talking({ disclosure: 'This is an assistant.', greeting: 'Hello.' });
      refuse(scene, 15, fault);
      expect(hungUp(scene)).toBe(false);
      refuse(scene, 10, fault);
      expect(hungUp(scene)).toBe(true);
      expect(troubles(scene)).toEqual(['speechless']);
      expect(scene.state.speechless).toBe(true);
    },
  );

  test('where no answer to the first piece comes the call is not held for it', () => {
    const scene = talking({ greeting: 'Hello.' }).wait(25_000);
    expect([hungUp(scene), troubles(scene)]).toEqual([true, ['speechless']]);
  });

  test('one lost answer hangs nobody up, however long nothing is to be said after it', () => {
    const scene = talking({
      greeting: 'Hello.',
      silencePromptMs: 100_000,
      silenceHangupMs: 200_000,
    });
    fail(scene).wait(60_000);
    expect(hungUp(scene)).toBe(false);
    scene.happen({ type: 'owner-says', text: 'One more thing.' }).wait(1000);
    expect([hungUp(scene), talked(scene).at(-1)]).toEqual([false, 'One more thing.']);
  });

  test('a piece that takes long hangs nobody up where others were taken', () => {
    const scene = talking({ greeting: 'Hello.' }).takeWords().wait(2000);
    scene.happen({ type: 'owner-says', text: 'One more thing.' }).wait(29_000);
    expect(hungUp(scene)).toBe(false);
  });

  test('our own voice on the line counts for more than answers that are lost', () => {
    const scene = talking({ greeting: 'Hello.' });
    fail(scene).happen({ type: 'owner-says', text: 'One more thing.' }).wait(100);
    fail(scene).happen({ type: 'speech-started', direction: 'out' }).wait(25_000);
    expect(hungUp(scene)).toBe(false);
  });

  test('whoever is being handed over is not hung up', () => {
    const scene = talking({ greeting: 'Hello.' });
    scene.happen(handOver);
    refuse(scene, 30);
    expect(troubles(scene)).not.toContain('speechless');
  });

  test('words that wait to leave are void as well when the caller speaks', () => {
    const scene = talking({ greeting: 'Hello, this is a long greeting to be spoken over.' });
    scene.takeWords().wait(500).happen({ type: 'speech-started', direction: 'in' });
    expect(scene.all('flush')).toEqual([{ type: 'flush', speakingId: null }]);
  });
});

test('what an earlier session answers late says nothing about the present one', () => {
  const scene = CallScene.live({ providers: ['gcp'], greeting: 'Hello.' });
  const itemId = scene.state.pending?.id ?? -1;
  scene.happen({ type: 'speaking-status', speakingId: 'voice', status: 'stopped' });
  scene.happen({ type: 'speaking-opened', speakingId: 'next', status: 'active' });
  scene.happen({ type: 'say-failed', itemId, fault: 'gone' }).takeWords().wait(3000);
  expect(scene.all('stop-speaking')).toEqual([]);
  expect(scene.all('say').map(({ speakingId, text }) => `${speakingId} ${text}`)).toEqual([
    'voice Hello.',
    'next Hello.',
  ]);
});

test('nor do words that it took prove the present one', () => {
  const scene = CallScene.live({ providers: ['gcp'], greeting: 'Hello.' });
  const itemId = scene.state.pending?.id ?? -1;
  scene.happen({ type: 'speaking-status', speakingId: 'voice', status: 'stopped' });
  scene.happen({ type: 'speaking-opened', speakingId: 'next', status: 'active' });
  scene.happen({ type: 'said', itemId });
  scene.happen({ type: 'speaking-status', speakingId: 'next', status: 'stopped' });
  expect(scene.state.voice.type).toBe('talk');
});
