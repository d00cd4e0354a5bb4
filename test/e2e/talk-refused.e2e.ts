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
