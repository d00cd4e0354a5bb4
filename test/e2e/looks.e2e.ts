import { recentCalls } from './fixture/call-looks.ts';
import { expectLooks } from './fixture/compared.ts';
import { looks } from './fixture/looks.ts';
import { picture } from './fixture/picture.ts';
import { expect, test } from './fixture/page-test.ts';
import { violationsOf } from './fixture/violations.ts';

const sizes = [
  { name: 'small', width: 400, height: 640 },
  { name: 'narrow', width: 360, height: 640 },
  { name: 'large', width: 1280, height: 800 },
] as const;

/** Compared in the large window, too: each kept picture is a tenth of a megabyte. */
const alsoWide = new Set(['empty', 'messages', 'two-calls', 'problems']);

// By far the most of the window's tests: whoever has nothing to do takes the next one.
test.describe.configure({ mode: 'parallel' });

// The days of the scripted messages have names, so the page's clock is fixed.
const today = new Date('2026-11-20T12:05:00Z');

for (const [look, snapshot] of Object.entries(looks)) {
  test(`"${look}" has no accessibility violation in light and dark, and fits every size`, async ({
    page,
    show,
  }) => {
    await page.clock.setFixedTime(today);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.setViewportSize({ width: 400, height: 640 });
    const { scene } = await show(snapshot);
    scene.recentCalls = recentCalls;
    if (look === 'empty-rehearsal') await page.getByRole('button', { name: 'Practise' }).click();
    if (look === 'briefs') await page.getByRole('button', { name: 'Call', exact: true }).click();
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      for (const { name, width, height } of sizes) {
        await page.setViewportSize({ width, height });
        const sideways = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(sideways, 'nothing reaches beyond the window').toBe(0);
        // What differs is looked at, not every combination: both take a second. Dark is the same in other colours.
        if ((scheme === 'light') !== (name === 'large')) continue;
        const place = `${look}-${name}-${scheme}`;
        if (name === 'small' || (name === 'large' && alsoWide.has(look))) {
          await expectLooks(page, place);
        } else await picture(page, place);
        if (name === 'narrow' || (look === 'long-thread' && name === 'large')) continue;
        expect(await violationsOf(page)).toEqual([]);
      }
    }
  });
}

test('a scan finds what is wrong, each time', async ({ page }) => {
  await page.setContent('<html lang="en"><title>A</title><main><h1>Look</h1></main></html>');
  expect(await violationsOf(page)).toEqual([]);
  await page.locator('main').evaluate((main) => main.append(document.createElement('button')));
  expect(await violationsOf(page)).toEqual([['button-name', '<button></button>']]);
  await page.locator('h1').evaluate((heading) => (heading.style.color = '#ddd'));
  expect((await violationsOf(page)).map(([rule]) => rule)).toEqual([
    'button-name',
    'color-contrast',
  ]);
});
