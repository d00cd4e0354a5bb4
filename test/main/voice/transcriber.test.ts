import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../main/base/clock.ts';
import { Transcriber } from '../../../main/voice/transcriber.ts';
import type { TranscriberOptions } from '../../../main/voice/transcriber.ts';
import { toWav } from '../../../renderer/talk/wav.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { said, SpeechServer } from '../../peers/speech/speech-server.ts';

let server: SpeechServer;
let url: string;
let used: number[];
beforeEach(async () => {
  server = new SpeechServer();
  url = await server.open();
  used = [];
});
afterEach(() => server.close());

const second = toWav(new Float32Array(16_000).fill(0.5), 16_000);
const signal = new AbortController().signal;

function open(more: Partial<TranscriberOptions> = {}): Transcriber {
  return new Transcriber({
    ...{ url, model: 'tiny', language: 'de', clock: systemClock },
    key: async () => 'sk-speech',
    onUse: (durationMs) => void used.push(durationMs),
    ...more,
  });
}

test('sends the recording as a form, with model, language and key, and counts its time', async () => {
  server.answer = () => said('  Guten Morgen. ');
  expect(await open().transcribe(second, signal)).toBe('Guten Morgen.');
  const [heard] = server.heard;
  expect(heard?.fields).toEqual({ model: 'tiny', language: 'de', response_format: 'json' });
  expect(heard?.authorization).toBe('Bearer sk-speech');
  expect(heard?.wav.equals(second)).toBe(true);
  expect(used).toEqual([1000]);
});

test('names the usual model, no language and no key where none is set', async () => {
  await open({ model: null, language: null, key: async () => null }).transcribe(second, signal);
  expect(server.heard[0]).toMatchObject({
    fields: { model: 'whisper-1', response_format: 'json' },
    authorization: null,
  });
});

test.each([
  [401, 'STT_KEY', /refused the key/u],
  [403, 'STT_KEY', /refused the key/u],
  [400, 'STT_REFUSED', /does not take the recording/u],
  [404, 'STT_REFUSED', /no such address or model/u],
  [413, 'STT_REFUSED', /too long/u],
  [429, 'STT_REFUSED', /quota/u],
  [500, 'STT_REFUSED', /trouble of its own/u],
  [302, 'STT_REFUSED', /status 302/u],
])('tells status %d as %s in one sentence with what to do, once', async (status, code, message) => {
  server.answer = () => ({ status, body: 'Sorry, sk-speech.' });
  await expect(open().transcribe(second, signal)).rejects.toMatchObject({
    ...{ code, message: expect.stringMatching(message) },
    remedy: expect.stringMatching(/./u),
  });
  expect([server.heard.length, used]).toEqual([1, []]);
});

test('asks once more where the service itself was not reached', async () => {
  const clock = new FakeClock();
  server.answer = (call) => (call === 1 ? { status: 503, body: '' } : said('At last.'));
  const words = open({ clock }).transcribe(second, signal);
  await expect.poll(() => clock.pending).toBe(1);
  clock.advance(1000);
  expect(await words).toBe('At last.');
});

test('tells an address where nothing answers', async () => {
  await server.close();
  const clock = new FakeClock();
  const words = open({ clock }).transcribe(second, signal);
  const told = words.then(
    () => null,
    (error: unknown) => error,
  );
  await expect.poll(() => clock.pending).toBe(1);
  clock.advance(1000);
  expect(await told).toMatchObject({
    ...{ code: 'STT_NETWORK', message: 'Speech into text: nothing answers at its address.' },
  });
  server = new SpeechServer();
  await server.open();
});

test.each([
  ['no JSON', '<html>'],
  ['no text', '{"words":"Hi"}'],
  ['a text that is none', '{"text":7}'],
])('tells an answer with %s', async (_what, body) => {
  server.answer = () => ({ status: 200, body });
  await expect(open().transcribe(second, signal)).rejects.toMatchObject({ code: 'STT_BAD_ANSWER' });
});

test('sends neither what is no recording nor anything without an address', async () => {
  await expect(open().transcribe(new Uint8Array(100), signal)).rejects.toMatchObject({
    code: 'STT_BAD_RECORDING',
  });
  await expect(open({ url: null }).transcribe(second, signal)).rejects.toMatchObject({
    code: 'STT_NO_ADDRESS',
  });
  expect(server.heard).toEqual([]);
});

test('says that nothing was understood, though it cost something', async () => {
  server.answer = () => said(' \n');
  await expect(open().transcribe(second, signal)).rejects.toMatchObject({ code: 'STT_NO_WORDS' });
  expect(used).toEqual([1000]);
});

test('gives up when nobody waits any more', async () => {
  const controller = new AbortController();
  server.answer = () => {
    controller.abort();
    return null;
  };
  await expect(open().transcribe(second, controller.signal)).rejects.toMatchObject({
    name: 'AbortError',
  });
});
