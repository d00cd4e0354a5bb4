import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { toWav } from '../../renderer/talk/wav.ts';
import { startModelServer } from '../peers/model-server.ts';
import { said, SpeechServer } from '../peers/speech/speech-server.ts';
import { grantedTalk } from './fixture/granted-talk.ts';
import { composer, expect, test } from './fixture/page-test.ts';
import { RealApp } from './fixture/real-app.ts';
import { snapshot } from './fixture/snapshots.ts';
import { violationsOf } from './fixture/violations.ts';

const rate = 48_000;
const toneHz = 440;
// Two seconds of sound, then a silence that is longer than what ends a recording; the browser begins it anew after.
const heard = new Float32Array(rate * 8).map((_, at) =>
  at < rate * 2 ? 0.4 * Math.sin((2 * Math.PI * toneHz * at) / rate) : 0,
);

const microphone = (file: string) => [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  `--use-file-for-fake-audio-capture=${file}`,
];

test.use({
  viewport: { width: 400, height: 640 },
  launchOptions: async ({ launchOptions }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'adjutant-talk-'));
    const speech = join(folder, 'speech.wav');
    await writeFile(speech, toWav(heard, rate));
    await use({ ...launchOptions, args: [...(launchOptions.args ?? []), ...microphone(speech)] });
    await rm(folder, { recursive: true });
  },
});

const talkButton = (page: Page) => page.getByRole('button', { name: 'Talk', exact: true });

test('what is said reaches the service as sound and the thread as words, and Escape throws it away', async ({
  page,
  complaints,
}) => {
  const home = await mkdtemp(join(tmpdir(), 'adjutant-talk-home-'));
  const server = new SpeechServer();
  server.answer = (call) =>
    call === 1 ? { status: 500, body: '' } : said('Remind me of the tea.');
  const app = await RealApp.start({
    ...{ home, port: 0, modelUrl: null },
    env: {
      ...{ ADJUTANT_STT_URL: await server.open(), ADJUTANT_STT_MODEL: 'tiny' },
      // A busy machine needs its time to press a key before it ends by itself.
      ADJUTANT_STT_SILENCE_MS: '4000',
    },
  });
  try {
    await page.goto(app.link);
    complaints.length = 0;
    await talkButton(page).click();
    await expect(page.getByText(/^Listening/u)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByText('Cancelled: nothing is sent.')).toBeVisible();
    expect(server.heard).toEqual([]);

    await talkButton(page).click();
    await expect(page.getByText(/^Listening/u)).toBeVisible();
    // It may be over before this is.
    expect(await violationsOf(page)).toEqual([]);
    await expect(
      page.getByText(/^Not sent: Speech into text: the service has trouble/u),
    ).toBeVisible();
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(
      page.getByRole('article').getByText('Remind me of the tea.').first(),
    ).toBeVisible();
    const [first, second] = server.heard;
    expect(second?.wav.equals(first?.wav ?? Buffer.alloc(0))).toBe(true);
    expect(second?.fields['model']).toBe('tiny');
    const wav = second?.wav ?? Buffer.alloc(0);
    expect([wav.readUInt16LE(22), wav.readUInt32LE(24), wav.readUInt16LE(34)]).toEqual([
      1, 16_000, 16,
    ]);
    expect(shareOfTone(wav)).toBeGreaterThan(0.5);
    await expect(composer(page)).toHaveValue('');
  } finally {
    // A page whose app is gone complains.
    await page.close();
    await app.stop();
    await server.close();
    await rm(home, { recursive: true, force: true });
  }
});

test('an answer is read aloud sentence by sentence, and Escape ends that at once', async ({
  page,
}) => {
  const home = await mkdtemp(join(tmpdir(), 'adjutant-read-home-'));
  const server = new SpeechServer();
  const seconds = [0.3, 0.3, 60];
  server.sound = (call) => {
    const samples = new Float32Array(8000 * (seconds[call - 1] ?? 0.3)).fill(0.1);
    return { status: 200, type: 'audio/wav', bytes: Buffer.from(toWav(samples, 8000)) };
  };
  const model = await startModelServer();
  const things = ['tea', 'cake', 'train', 'house', 'garden', 'dog', 'cat', 'boat', 'car', 'letter'];
  const sentences = things.map(
    (thing) =>
      `This is all that there is to be said about the ${thing} today, and you may well come back to it tomorrow morning. `,
  );
  model.words = () => sentences;
  const app = await RealApp.start({
    ...{ home, port: 0, modelUrl: model.url },
    env: {
      ...{ ADJUTANT_TTS_URL: await server.open(), ADJUTANT_TTS_VOICE: 'bella' },
      ADJUTANT_TTS_READ_ALOUD: 'always',
    },
  });
  try {
    await page.goto(app.link);
    await composer(page).fill('What is there?');
    await composer(page).press('Enter');
    await expect(page.getByText('Reading aloud. Escape stops it.')).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
    // The third lasts until it is stopped; the fourth is made meanwhile.
    await expect.poll(() => server.spoken.length).toBe(4);
    const inputs = server.spoken.map(({ input }) => String(input));
    expect(sentences.join('').startsWith(inputs.join(' '))).toBe(true);
    expect(server.spoken[0]).toMatchObject({ voice: 'bella' });
    await page.keyboard.press('Escape');
    await expect(page.getByText('Reading aloud. Escape stops it.')).toBeHidden();
    await expect(
      page
        .getByRole('article')
        .getByText(/about the letter/u)
        .first(),
    ).toBeVisible();
    expect(server.spoken).toHaveLength(4);
  } finally {
    await page.close();
    await app.stop();
    await server.close();
    await model[Symbol.asyncDispose]();
    await rm(home, { recursive: true, force: true });
  }
});

test('without a service it says what is missing, and leads there', async ({ page, show }) => {
  const { scene } = await show(snapshot({}));
  scene.script = (name) =>
    name === 'talk:ways'
      ? { ok: true, value: { isSet: false, silenceMs: 1500, review: false } }
      : null;
  await page.keyboard.press('Control+j');
  await expect(page.getByText(/^Talking needs a service/u)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Set it up' })).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
});

/** How much of the loud part of a recording is the tone that was played: its power at that pitch over all of it. */
function shareOfTone(wav: Buffer): number {
  const samples = new Int16Array(
    wav.buffer.slice(wav.byteOffset + 44, wav.byteOffset + wav.length),
  );
  const all = [...samples].map((sample) => sample / 32_768);
  const size = 1600;
  const frames = Array.from({ length: Math.floor(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
  const power = (frame: readonly number[]) => frame.reduce((sum, one) => sum + one * one, 0);
  const loudest = frames.reduce((most, frame) => (power(frame) > power(most) ? frame : most), []);
  const step = (2 * Math.PI * toneHz) / 16_000;
  const real = loudest.reduce((sum, one, at) => sum + one * Math.cos(step * at), 0);
  const imaginary = loudest.reduce((sum, one, at) => sum + one * Math.sin(step * at), 0);
  return ((real ** 2 + imaginary ** 2) * 2) / (loudest.length * power(loudest));
}

test('what listens is in sight: the view that covers it goes, and one that comes ends it', async ({
  page,
  show,
}) => {
  const { scene } = await show(snapshot({}));
  scene.script = grantedTalk(9000);
  const view = page.getByRole('region', { name: 'Search' });
  await page.keyboard.press('Control+f');
  await expect(view).toBeVisible();

  await page.keyboard.press('Control+j');
  await expect(view).toHaveCount(0);
  await expect(page.getByText(/^Listening/u)).toBeInViewport();

  await page.keyboard.press('Control+f');
  await expect(view).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText(/^Stopped listening, because/u)).toBeVisible();
});

test('a window shown to listen leaves the view alone while what was said waits to be tried again', async ({
  page,
  show,
}) => {
  const { scene, server } = await show(snapshot({}));
  const error = { code: 'STT_UNREACHABLE', message: 'No.', remedy: '', retryable: true };
  const taken = Promise.withResolvers<null>();
  let press: 'listen' | null = null;
  scene.script = (name) => {
    if (name === 'talk:append') return { ok: false, error };
    if (name !== 'talk:take') return grantedTalk(500)(name);
    if (press !== null) taken.resolve(null);
    return { ok: true, value: { press } };
  };
  await page.keyboard.press('Control+j');
  const again = page.getByRole('button', { name: 'Try again', includeHidden: true });
  await expect(again).toBeVisible();
  await page.keyboard.press('Control+f');
  const view = page.getByRole('region', { name: 'Search' });
  await expect(view).toBeVisible();

  press = 'listen';
  server.event('talk:pressed', { pageId: null });
  await taken.promise;
  // The page hears of it after the press, and by then has done what it does for one.
  server.change({ type: 'paused-changed', paused: true });
  await expect(page.getByText(/^Paused\. Messages are received/u)).toBeAttached();
  await expect(view).toBeVisible();
  await expect(again).toBeAttached();
});

for (const how of ['pointer', 'key'] as const) {
  test(`the first press by ${how} is let go as well, and leaves the focus where it is`, async ({
    page,
    show,
  }) => {
    const { scene } = await show(snapshot({}));
    scene.script = grantedTalk(9000);
    const button = page.getByRole('button', { name: /^(?:Talk|Stop listening and send)$/u });
    await button.focus();
    await button.hover();
    await (how === 'key' ? page.keyboard.down('Enter') : page.mouse.down());
    // By now what records is loaded.
    await expect(page.getByText('Listening. Let go to send, Escape cancels.')).toBeVisible();
    await expect(button).toBeFocused();
    await (how === 'key' ? page.keyboard.up('Enter') : page.mouse.up());
    await expect(page.getByText(/^Listening\. Let go/u)).toBeHidden();
  });
}

test('a caller who is listened to is in sight in a small window, with the ways to end it', async ({
  page,
  show,
}) => {
  await page.setViewportSize({ width: 360, height: 640 });
  const { scene } = await show(snapshot({ rehearsal: { faults: [] } }));
  scene.script = grantedTalk(9000);
  await page.getByRole('button', { name: 'Practise' }).press('Enter');
  await page.getByRole('button', { name: 'Speak as the caller' }).press('Enter');
  await expect(page.getByText(/^Listening/u)).toBeInViewport({ ratio: 1 });
  for (const name of ['Stop listening and send', 'Cancel']) {
    await expect(page.getByRole('button', { name })).toBeInViewport({ ratio: 1 });
  }
  await page.getByRole('button', { name: 'Stop listening and send' }).press('Escape');
  await expect(page.getByText('Cancelled: nothing is sent.')).toBeInViewport({ ratio: 1 });
});
