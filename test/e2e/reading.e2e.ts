import { expectLooks } from './fixture/compared.ts';
import { looks } from './fixture/looks.ts';
import { composer, expect, test } from './fixture/page-test.ts';
import { snapshot } from './fixture/snapshots.ts';
import { violationsOf } from './fixture/violations.ts';

const today = new Date('2026-11-20T12:05:00Z');

/** The narrowest window as it is when everything in it is twice as large. */
const enlarged = { width: 180, height: 320 };

for (const look of ['messages', 'two-calls', 'problems'] as const) {
  test(`twice enlarged, all of "${look}" can be reached`, async ({ page, show }) => {
    await page.clock.setFixedTime(today);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.setViewportSize(enlarged);
    await show(looks[look]);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(sideways, 'nothing reaches beyond the window').toBe(enlarged.width);
    if (look === 'messages') await expectLooks(page, 'messages-enlarged-light');
    // Those of the thread come and go with its rows.
    for (const button of await page.locator('button:visible:not(.thread button)').all()) {
      await button.scrollIntoViewIfNeeded();
      await expect(button).toBeInViewport();
    }
    await composer(page).scrollIntoViewIfNeeded();
    await expect(composer(page)).toBeInViewport({ ratio: 1 });
    // Its words are read beside it.
    const thread = page.getByRole('region', { name: 'Thread' });
    await thread.scrollIntoViewIfNeeded();
    await expect(thread).toBeInViewport();
  });
}

for (const [name, media] of [
  // What is told by colour elsewhere has a form or words as well.
  ['the system’s own colours', { forcedColors: 'active', colorScheme: 'dark' }],
  ['stronger colours', { contrast: 'more', colorScheme: 'light' }],
] as const) {
  test(`${name} leave nothing unseen`, async ({ page, show }) => {
    await page.clock.setFixedTime(today);
    await page.emulateMedia({ reducedMotion: 'reduce', ...media });
    await page.setViewportSize({ width: 400, height: 640 });
    await show(looks['two-calls']);
    const picture = 'contrast' in media ? 'contrast' : 'forced';
    await expectLooks(page, `two-calls-${picture}-${media.colorScheme}`);
    expect(await violationsOf(page)).toEqual([]);
  });
}

test('words from right to left and words without an end stay in the field', async ({
  page,
  show,
}) => {
  await page.setViewportSize({ width: 360, height: 640 });
  await show(snapshot());
  const direction = () => composer(page).evaluate((field) => getComputedStyle(field).direction);
  await page.keyboard.type('מה הפגישות שלי מחר?');
  expect(await direction()).toBe('rtl');
  await composer(page).fill('Donaudampfschifffahrtsgesellschaft'.repeat(40));
  expect(await direction()).toBe('ltr');
  const beyond = await composer(page).evaluate((field) => field.scrollWidth - field.clientWidth);
  expect(beyond).toBe(0);
  // It grows, but leaves the thread its place.
  const box = await composer(page).boundingBox();
  expect(box?.height).toBeLessThan(640 / 2);
});

for (const way of ['its style', 'what is measured']) {
  test(`the field is as tall as its words, by ${way}`, async ({ page, show }) => {
    await page.setViewportSize({ width: 800, height: 640 });
    // A browser that does not know the style.
    if (way !== 'its style') await page.addInitScript(forgetFieldSizing);
    await show(looks.empty);
    const field = composer(page);
    const tall = () => field.evaluate((element: HTMLElement) => element.offsetHeight);
    const one = await tall();

    await field.fill('One\ntwo\nthree');
    expect(await tall()).toBe(one + 40);
    await field.fill('Words that fit into one line of a window that is wide enough for them');
    expect(await tall()).toBe(one);
    await page.setViewportSize({ width: 300, height: 640 });
    await expect.poll(tall).toBeGreaterThanOrEqual(one + 40);
    await field.fill(`${'Line\n'.repeat(60)}end`);
    expect(await tall(), 'it scrolls then').toBe(256);
    await field.fill('');
    await expect.poll(tall).toBe(one);
  });
}

function forgetFieldSizing(): void {
  const knows = CSS.supports.bind(CSS);
  Object.assign(CSS, {
    supports: (name: string, value: string) => name !== 'field-sizing' && knows(name, value),
  });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('.growing-field { field-sizing: fixed; }');
  document.adoptedStyleSheets = [sheet];
}
