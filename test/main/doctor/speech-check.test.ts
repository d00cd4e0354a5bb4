import { expect, test } from 'vitest';
import { checkSpeech } from '../../../main/doctor/speech-check.ts';
import type { SpeechPort } from '../../../main/doctor/speech-check.ts';
import { Transcriber } from '../../../main/voice/transcriber.ts';
import { wavDurationMs } from '../../../main/voice/wav.ts';
import { NetworkError } from '../../../shared/errors.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { said, SpeechServer } from '../../peers/speech/speech-server.ts';

const look = (port: SpeechPort) => checkSpeech(port).look(new AbortController().signal);
const never = () => Promise.reject<string>(new Error('nothing is to be asked'));

/** As the app asks a service. */
async function lookAt(server: SpeechServer) {
  const url = await server.open();
  const transcriber = new Transcriber({
    ...{ url, model: null, language: null, clock: new FakeClock() },
    key: () => Promise.resolve('sk-right'),
    onUse: () => undefined,
  });
  try {
    return await look({ url, transcribe: (wav, signal) => transcriber.transcribe(wav, signal) });
  } finally {
    await server.close();
  }
}

test('is off where no address is set', async () => {
  expect(await look({ url: null, transcribe: never })).toMatchObject({ verdict: 'off' });
});

test('sends half a second of silence, and is content with no words', async () => {
  const server = new SpeechServer();
  server.answer = () => said('');
  const { verdict, detail } = await lookAt(server);
  expect([verdict, detail]).toEqual([
    'good',
    expect.stringMatching(/^The speech service at 127\.0\.0\.1:\d+ takes recordings\.$/u),
  ]);
  expect(server.heard.map(({ wav }) => wavDurationMs(wav))).toEqual([500]);
});

test('passes on what the service says of a key, and names what cannot be reached', async () => {
  const server = new SpeechServer();
  server.answer = () => ({ status: 401, body: '{"error":{"message":"no"}}' });
  await expect(lookAt(server)).rejects.toMatchObject({ kind: 'auth' });
  const transcribe = () => Promise.reject(new NetworkError('STT_NETWORK', 'Refused.'));
  expect(await look({ url: 'http://127.0.0.1:9', transcribe })).toMatchObject({
    verdict: 'bad',
    detail: expect.stringContaining('cannot be reached. Refused.'),
  });
});
