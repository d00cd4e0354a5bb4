import { describe, expect, test } from 'vitest';
import { phrases } from '../../../main/call/call-phrases.ts';
import { wakeAt } from '../../../main/call/call-machine.ts';
import { callSettings, CallScene } from './call-scene.ts';

describe('dead air', () => {
  test('is filled while a turn is pending, again and again, never twice the same running', () => {
    const scene = CallScene.live().callerSays('How many people live in Oslo?');
    for (let second = 0; second < 12; second += 1) scene.wait(1000).takeWords();
    const fillers = scene.said.filter((text) => phrases.fillers.includes(text as never));
    expect(fillers.length).toBeGreaterThanOrEqual(3);
    expect(fillers.every((text, index) => text !== fillers[index - 1])).toBe(true);
  });

  test('is none either between the fillers for a voice that is quicker than is estimated', () => {
    const scene = CallScene.live().callerSays('How many people live in Oslo?');
    for (let moment = 0; moment < 120; moment += 1) scene.wait(100).takeWords();
    const fillers = scene.effects.flatMap(({ at, effect }) =>
      effect.type === 'say' ? [{ at, endsAt: at + effect.text.length * 55 }] : [],
    );
    expect(fillers.length).toBeGreaterThan(3);
    const quiet = fillers.slice(1).map(({ at }, index) => at - (fillers[index]?.endsAt ?? 0));
    expect(Math.max(...quiet)).toBeLessThanOrEqual(callSettings.fillerAfterMs + 100);
  });

  test('is filled in the midst of an answer that stalls', () => {
    const scene = CallScene.live().callerSays('Go on then.').wait(500);
    const turnId = scene.state.reply?.turnId ?? -1;
    scene.happen({ type: 'reply-chunk', turnId, text: 'Well.' }).takeWords().wait(4000);
    expect(scene.said).toEqual(['Well.', phrases.fillers[0]]);
  });

  test('is not filled while the caller speaks or when the answer comes in time', () => {
    const scene = CallScene.live().callerSays('Hello you.').wait(500).answer('Hi.').takeWords();
    scene.wait(10_000);
    expect(scene.said).toEqual(['Hi.']);
  });
});

test('words of the owner that are too long for one piece are said in several, whole', () => {
  const text = '안녕하세요 '.repeat(500).trim();
  const scene = CallScene.live().happen({ type: 'owner-says', text });
  for (let minute = 0; minute < 20; minute += 1) scene.takeWords().wait(60_000);
  const own = scene.all('record-words').filter(({ by }) => by === 'owner');
  expect(own.map((words) => words.text).join(' ')).toBe(text);
  for (const piece of own) expect(Buffer.byteLength(piece.text)).toBeLessThanOrEqual(5000);
});

describe('a goodbye because all is said', () => {
  const goodbye = 'It was nice to talk. Goodbye.';
  const leaving = (): CallScene => {
    const scene = CallScene.live().callerSays('That is all.').wait(1000);
    scene.answer('Good.').takeWords().wait(1500);
    scene.happen({ type: 'farewell-asked', goodbye }).wait(1500).takeWords().wait(500);
    expect([scene.said.at(-1), scene.state.phase]).toEqual([goodbye, 'leaving']);
    return scene;
  };

  test.each(['Okay.', 'Alright, okay.', 'Bye!'])('is agreed with by “%s”', (words) => {
    const scene = leaving().happen({ type: 'transcript', direction: 'in', text: words });
    scene.wait(5000);
    expect(scene.all('hang-up')).toHaveLength(1);
    expect(scene.all('flush')).toEqual([]);
    expect(scene.all('record-caller').at(-1)?.text).toBe(words);
  });

  test('that is wanted during an interruption has the model asked for nothing more', () => {
    const scene = CallScene.live().callerSays('What is it?').wait(1000);
    const turnId = scene.state.reply?.turnId ?? -1;
    scene.happen({ type: 'reply-chunk', turnId, text: 'A long piece of an answer.' }).takeWords();
    scene.wait(500).happen({ type: 'speech-started', direction: 'in' });
    scene.happen({ type: 'farewell-asked', goodbye }).wait(100);
    scene.happen({ type: 'speech-ended', direction: 'in' }).wait(1600);
    for (let second = 0; second < 6; second += 1) scene.takeWords().wait(1000);
    expect(scene.all('ask-model')).toHaveLength(1);
    expect(scene.all('abort-reply')).toHaveLength(1);
    expect(scene.said.at(-1)).toBe(goodbye);
  });

  test.each([null, 'We have to end here.'])(
    'is void when the owner hangs up before it (with %j)',
    (words) => {
      const scene = CallScene.live({ greeting: 'Hello, this is a long greeting.' }).takeWords();
      scene.happen({ type: 'farewell-asked', goodbye });
      scene.happen({ type: 'hang-up-asked', goodbye: words });
      expect(wakeAt(scene.state)).toBeGreaterThan(scene.at);
      scene.wait(3000).takeWords().wait(3000);
      expect(scene.all('hang-up')).toHaveLength(1);
      expect(scene.said).not.toContain(goodbye);
    },
  );

  test('is taken back by anything else', () => {
    const scene = leaving().callerSays('Okay, but one more thing.').wait(5000);
    expect(scene.state.phase).toBe('live');
    expect(scene.all('hang-up')).toEqual([]);
  });
});

describe('a quiet line', () => {
  test('gets a prompt after 30 s and a goodbye after 60 s in all', () => {
    const scene = CallScene.live();
    scene.wait(29_000);
    expect(scene.said).toEqual([]);
    scene.wait(1500).takeWords();
    expect(scene.said).toEqual([phrases.prompts[0]]);
    scene.wait(28_000);
    expect(scene.said).toHaveLength(1);
    scene.wait(2000).takeWords();
    expect(scene.said.at(-1)).toBe(phrases.quietGoodbye);
    expect(scene.all('hang-up')).toEqual([]);
    scene.wait(10_000);
    expect(scene.all('hang-up')).toHaveLength(1);
  });

  test('counts from the last word of either side', () => {
    const scene = CallScene.live().wait(20_000).callerSays('Yes.').wait(1000);
    scene.answer('Good.').takeWords().wait(29_000);
    expect(scene.said).toEqual(['Good.']);
    scene.wait(3000);
    expect(scene.said.at(-1)).toBe(phrases.prompts[0]);
  });

  test('is left alone after "hold on"', () => {
    const scene = CallScene.live().callerSays('Hold on a second.').wait(1000).takeWords();
    expect(scene.said).toEqual([phrases.hold]);
    scene.wait(120_000);
    expect(scene.said).toHaveLength(1);
    expect(scene.all('hang-up')).toEqual([]);
  });

  test('takes the goodbye back when the caller speaks after all', () => {
    const scene = CallScene.live().wait(30_500).takeWords().wait(30_500).takeWords().wait(500);
    expect(scene.state.phase).toBe('leaving');
    scene.callerSays('Sorry, I am here.').wait(20_000);
    expect(scene.state.phase).toBe('live');
    expect(scene.all('hang-up')).toEqual([]);
  });

  test.each([phrases.quietGoodbye, 'Bye!', 'I cannot'])(
    'is ended all the same when “%s” comes back over the goodbye',
    (words) => {
      const scene = CallScene.live().wait(30_500).takeWords().wait(30_500).takeWords().wait(500);
      const type = words === 'I cannot' ? 'speech-interim' : 'transcript';
      scene.happen({ type, direction: 'in', text: words }).wait(20_000);
      expect(scene.state.phase).toBe('leaving');
      expect(scene.all('hang-up').length).toBeGreaterThan(0);
    },
  );

  test.each(['No!', 'Here', 'You', 'Hello?', 'Okay.'])(
    'stays open when the caller says “%s” over the goodbye, though we said such letters or words as well',
    (words) => {
      const scene = CallScene.live({ greeting: 'Hello, this is Ada.' }).takeWords();
      scene.wait(36_000).takeWords().wait(30_500).takeWords();
      expect(scene.said.at(-1)).toBe(phrases.quietGoodbye);
      expect(scene.state.phase).toBe('leaving');
      scene.happen({ type: 'transcript', direction: 'in', text: words }).wait(500);
      expect(scene.state.phase).toBe('live');
      expect(scene.all('hang-up')).toEqual([]);
    },
  );

  test('stays the owner’s when they mute the agent while a cough interrupts it', () => {
    const scene = CallScene.live().callerSays('Tell me everything.').wait(500);
    scene.answer(
      'This sentence takes the voice a good while to say, and more.',
      'And a second one.',
    );
    scene.takeWords().wait(1000).happen({ type: 'speech-started', direction: 'in' });
    expect(scene.state.bargeIn).not.toBeNull();
    const { length } = scene.said;
    scene.happen({ type: 'mute-changed', muted: true }).wait(200);
    scene.happen({ type: 'speech-ended', direction: 'in' }).wait(3000).takeWords().wait(8000);
    expect(scene.said).toHaveLength(length);
  });

  test('is the owner’s while the agent is muted: it neither prompts nor hangs up', () => {
    const scene = CallScene.live().happen({ type: 'mute-changed', muted: true }).wait(120_000);
    expect(scene.said).toEqual([]);
    expect(scene.all('hang-up')).toEqual([]);
  });
});

describe('the end', () => {
  test('says goodbye at the longest time and hangs up', () => {
    const scene = CallScene.live({ maxCallMs: 20_000 }).wait(20_500).takeWords().wait(11_000);
    expect(scene.said).toEqual([phrases.lateGoodbye]);
    expect(scene.all('hang-up')).toHaveLength(1);
  });

  test('comes ten seconds after the longest time at the latest, also where no voice takes a word', () => {
    const scene = CallScene.live({ maxCallMs: 20_000, greeting: 'Hello.' }).wait(29_000);
    expect(scene.all('hang-up')).toEqual([]);
    scene.wait(1500);
    expect(scene.all('hang-up')).toHaveLength(1);
  });

  test('stops everything and keeps the caller’s last words', () => {
    const scene = CallScene.live();
    scene.happen({ type: 'speech-interim', direction: 'in', text: 'And one more' }).wait(100);
    scene.happen({ type: 'call-status', status: 'ended' });
    scene.wait(2000);
    expect(scene.effects.slice(-4).map(({ at, effect }) => [at, effect])).toEqual([
      [1100, { type: 'stop-transcription', transcriptionId: 'ears' }],
      [1100, { type: 'stop-speaking', speakingId: 'voice' }],
      [2600, { type: 'record-caller', turnId: 1, text: 'And one more' }],
      [2600, { type: 'finish' }],
    ]);
  });

  test('waits a moment for the transcript of words that were partly known', () => {
    const scene = CallScene.live();
    scene.happen({ type: 'speech-interim', direction: 'in', text: 'And one more' }).wait(100);
    scene.happen({ type: 'call-status', status: 'ended' }).wait(700);
    scene.happen({ type: 'transcript', direction: 'in', text: 'And one more thing.' }).wait(5000);
    expect(scene.all('record-caller').map(({ text }) => text)).toEqual(['And one more thing.']);
    expect(scene.all('finish')).toHaveLength(1);
  });

  test('waits for nothing when we hang up, and a late transcript of known words is no new line', () => {
    const scene = CallScene.live();
    scene.happen({ type: 'speech-interim', direction: 'in', text: 'And one more thing' }).wait(100);
    scene.happen({ type: 'hang-up-asked', goodbye: null });
    scene.happen({ type: 'call-status', status: 'ended' });
    expect(scene.all('finish')).toHaveLength(1);
    scene.happen({ type: 'transcript', direction: 'in', text: 'And one more thing.' });
    expect(scene.all('record-caller').map(({ text }) => text)).toEqual(['And one more thing']);
  });

  test('stops what opens too late', () => {
    const scene = new CallScene();
    scene.happen({ type: 'call-status', status: 'progressing' });
    scene.happen({ type: 'call-status', status: 'ended' });
    scene.happen({ type: 'transcription-opened', transcriptionId: 'late' });
    scene.happen({ type: 'speaking-opened', speakingId: 'late', status: 'active' });
    expect(scene.all('stop-transcription')).toHaveLength(1);
    expect(scene.all('stop-speaking')).toHaveLength(1);
  });

  test('comes at once when the owner hangs up', () => {
    const scene = CallScene.live().happen({ type: 'hang-up-asked', goodbye: null });
    expect(scene.all('hang-up')).toHaveLength(1);
  });
});

describe('the owner', () => {
  test('speaks through the agent, and mutes it', () => {
    const scene = CallScene.live().happen({ type: 'mute-changed', muted: true });
    scene.callerSays('Are you there?').wait(3000);
    expect(scene.all('ask-model')).toEqual([]);
    expect(scene.all('record-caller')).toHaveLength(1);
    scene.happen({ type: 'owner-says', text: 'Yes, I am.' });
    expect(scene.said).toEqual(['Yes, I am.']);
  });
});

describe('hanging up', () => {
  const speaking = () =>
    CallScene.live()
      .callerSays('Tell me everything.')
      .wait(500)
      .answer('This is a sentence that takes the voice a good while to say, and then some more.')
      .takeWords()
      .wait(1000);

  test('ends the words, then the sessions, then the line', () => {
    const scene = speaking();
    const before = scene.effects.length;
    scene.happen({ type: 'hang-up-asked', goodbye: null });
    expect(scene.effects.slice(before).map(({ effect }) => effect.type)).toEqual([
      ...['flush', 'record-reply', 'stop-transcription', 'stop-speaking', 'hang-up'],
    ]);
    expect(scene.all('record-reply')[0]?.heard).not.toBeNull();
  });

  test('is done again while the call does not end, and no more once it has', () => {
    const scene = speaking().happen({ type: 'hang-up-asked', goodbye: null }).wait(25_000);
    expect(scene.all('hang-up')).toHaveLength(3);
    scene.happen({ type: 'call-status', status: 'ended' });
    expect(wakeAt(scene.state)).toBe(Infinity);
  });

  test('with a goodbye says it at once instead of the rest', () => {
    const scene = speaking();
    scene.happen({ type: 'hang-up-asked', goodbye: 'I have to go now.' });
    expect(scene.all('flush')).toHaveLength(1);
    expect(scene.said.at(-1)).toBe('I have to go now.');
  });
});
