import { expect, test } from 'vitest';
import { Line } from '../../../../main/rehearsal/voipbin/line.ts';
import { sentencesOf, Voice, wordsWithin } from '../../../../main/rehearsal/voipbin/voice.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

function openVoice(provider: string) {
  const clock = new FakeClock(0);
  const line = new Line('call', { clock, onChange: () => undefined });
  const voice = new Voice({ line, clock, rate: 10, source: 'speaking', provider, heard: true });
  const played = () =>
    line.played.map(({ playedText, startedAt, endedAt, cutAt }) => {
      return [playedText, startedAt, endedAt, cutAt];
    });
  return { clock, line, voice, played };
}

test.each([
  ['gcp', [['One', 0, 500, 500]]],
  ['aws', [['One two.', 0, 800, null]]],
  [
    'elevenlabs',
    [
      ['One two.', 0, 800, null],
      ['Three.', 800, 1400, null],
    ],
  ],
  [
    'other',
    [
      ['One two.', 0, 800, null],
      ['Three.', 800, 1400, null],
    ],
  ],
])('flush of %s leaves what that provider leaves', (provider, rest) => {
  const { clock, voice, played } = openVoice(provider);
  voice.say('One two. Three.');
  clock.advance(500);
  voice.flush();
  clock.advance(5000);
  expect(played()).toEqual(rest);
});

test.each(['gcp', 'aws', 'elevenlabs'])('takes new text of %s after a flush', (provider) => {
  const { clock, voice, played } = openVoice(provider);
  voice.say('One.');
  clock.advance(100);
  voice.flush();
  voice.say('Two.');
  clock.advance(5000);
  expect(played().at(-1)?.[0]).toBe('Two.');
});

test('drops a text whose sound does not exist yet when aws is flushed', () => {
  const { clock, voice, played } = openVoice('aws');
  voice.say('One.', { delayMs: 1000 });
  voice.flush();
  clock.advance(5000);
  expect([played(), clock.pending]).toEqual([[], 0]);
});

test('stop cuts what plays and drops the rest', () => {
  const { clock, voice, played } = openVoice('elevenlabs');
  voice.say('One two. Three.');
  clock.advance(400);
  voice.stop();
  clock.advance(5000);
  expect(played()).toEqual([['One', 0, 400, 400]]);
});

test('falls silent when the call is over, and plays nothing more', () => {
  const { clock, line, voice, played } = openVoice('elevenlabs');
  voice.say('One two.');
  clock.advance(100);
  line.close();
  voice.say('More.');
  clock.advance(5000);
  expect([played(), clock.pending]).toEqual([[['', 0, 100, 100]], 0]);
});

test('tells when the last sentence of a text was played', () => {
  const { clock, voice } = openVoice('gcp');
  let at = 0;
  voice.say('One. Two.', { onPlayed: () => (at = clock.now()) });
  clock.advance(5000);
  expect(at).toBe(800);
});

test('cuts text into sentences without losing any', () => {
  expect(sentencesOf('One two. Is it? Yes! 好的。再见。')).toEqual([
    'One two.',
    'Is it?',
    'Yes!',
    '好的。',
    '再见。',
  ]);
  expect(sentencesOf(' \n ')).toEqual([]);
});

test('knows the whole words within a number of characters', () => {
  const words = [0, 2, 3, 4, 6, 7, 99].map((count) => wordsWithin('One two', count));
  expect(words).toEqual(['', '', 'One', 'One', 'One', 'One two', 'One two']);
});
