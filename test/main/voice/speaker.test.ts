import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../main/base/clock.ts';
import { Speaker } from '../../../main/voice/speaker.ts';
import type { SpeakerOptions } from '../../../main/voice/speaker.ts';
import { SpeechServer } from '../../peers/speech/speech-server.ts';

let server: SpeechServer;
let url: string;
let used: number[];
beforeEach(async () => {
  server = new SpeechServer();
  url = await server.open();
  used = [];
});
afterEach(() => server.close());

const signal = new AbortController().signal;

function open(more: Partial<SpeakerOptions> = {}): Speaker {
  return new Speaker({
    ...{ url, model: 'kokoro', voice: 'bella', clock: systemClock },
    key: async () => 'sk-speech',
    onUse: (characters) => void used.push(characters),
    ...more,
  });
}

test('asks with model, voice and key, and counts the characters', async () => {
  const bytes = Buffer.from('ID3 sound');
  server.sound = () => ({ status: 200, type: 'audio/mpeg', bytes });
  expect(await open().speak('Good morning.', signal)).toEqual({ bytes, mediaType: 'audio/mpeg' });
  expect(server.spoken).toEqual([
    {
      ...{ model: 'kokoro', voice: 'bella', input: 'Good morning.' },
      authorization: 'Bearer sk-speech',
    },
  ]);
  expect(used).toEqual([13]);
});

test('names the usual model and voice, and no key, where none is set', async () => {
  await open({ model: null, voice: null, key: async () => null }).speak('Hi.', signal);
  expect(server.spoken[0]).toMatchObject({ model: 'tts-1', voice: 'alloy', authorization: null });
});

test.each([
  [401, 'TTS_KEY', /refused the key/u],
  [400, 'TTS_REFUSED', /does not take the words/u],
  [404, 'TTS_REFUSED', /no such address or model/u],
  [429, 'TTS_REFUSED', /quota/u],
  [500, 'TTS_REFUSED', /trouble of its own/u],
])('tells status %d as %s in one sentence, and counts nothing', async (status, code, message) => {
  server.sound = () => ({ status, type: 'text/plain', bytes: Buffer.from('Sorry, sk-speech.') });
  const refused = open().speak('Hi.', signal);
  await expect(refused).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  await expect(refused).rejects.not.toThrow(/sk-speech/u);
  expect([used, server.spoken.length]).toEqual([[], 1]);
});

test.each([
  ['text/html', 'a page'],
  ['audio/mpeg', ''],
])('takes %s with “%s” for no sound', async (type, body) => {
  server.sound = () => ({ status: 200, type, bytes: Buffer.from(body) });
  await expect(open().speak('Hi.', signal)).rejects.toMatchObject({ code: 'TTS_BAD_ANSWER' });
});
