import { expect, test } from './fixture/page-test.ts';
import { snapshot } from './fixture/snapshots.ts';
import { violationsOf } from './fixture/violations.ts';

// As somebody who says no when the browser asks.
test.use({
  launchOptions: async ({ launchOptions }, use) => {
    const refusing = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream=deny'];
    await use({ ...launchOptions, args: [...(launchOptions.args ?? []), ...refusing] });
  },
});

test('a microphone is not opened for a place that is gone before what records is loaded', async ({
  page,
  show,
}) => {
  const { scene } = await show(snapshot({}));
  const url = { key: 'stt.url', value: '', source: 'default', fixedBy: null, waits: false };
  const answers = new Map<string, unknown>([
    ['settings:list', { settings: [{ ...url, problems: [] }], problems: [] }],
    ['secrets:list', { secrets: [], problem: null }],
    ['talk:ways', { isSet: false, silenceMs: 1500, review: false }],
  ]);
  scene.script = (name) => (answers.has(name) ? { ok: true, value: answers.get(name) } : null);
  const asked = Promise.withResolvers<null>();
  const held = Promise.withResolvers<null>();
  await page.route(/open-talk-desk/u, async (route) => {
    asked.resolve(null);
    await held.promise;
    await route.continue();
  });
  const test = page.getByRole('button', { name: 'Say something' });
  await page.keyboard.press('Control+,');
  await test.click();
  await asked.promise;
  await page.keyboard.press('Escape');
  await expect(test).toHaveCount(0);
  held.resolve(null);

  await page.keyboard.press('Control+,');
  await test.click();
  await expect(page.getByText(/^Talking needs a service/u)).toBeVisible();
  const waysAsked = scene.requests.filter(({ name }) => name === 'talk:ways');
  expect(waysAsked).toHaveLength(1);
});

test('a microphone that is refused is explained, and nothing goes on listening', async ({
  page,
  show,
}) => {
  const { scene } = await show(snapshot({}));
  scene.script = (name) => {
    if (name === 'talk:listen') return { ok: true, value: { granted: true } };
    return name === 'talk:ways'
      ? { ok: true, value: { isSet: true, silenceMs: 1500, review: false } }
      : null;
  };
  await page.keyboard.press('Control+j');
  await expect(page.getByText(/The microphone is refused\. Allow it/u)).toBeVisible();
  await expect(page.getByText(/^Listening/u)).toBeHidden();
  expect(scene.requests.findLast(({ name }) => name === 'talk:listen')?.payload).toMatchObject({
    listening: false,
  });
  expect(await violationsOf(page)).toEqual([]);
});
