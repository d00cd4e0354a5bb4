import { recentCalls } from './fixture/call-looks.ts';
import { looks } from './fixture/looks.ts';
import { expect, test } from './fixture/page-test.ts';
import { violationsOf } from './fixture/violations.ts';

const sizes = [
  { name: 'small', width: 400, height: 640 },
  { name: 'narrow', width: 360, height: 640 },
  { name: 'large', width: 1280, height: 800 },
] as const;

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
        await page.screenshot({ path: `test-results/looks/${look}-${name}-${scheme}.png` });
        // What differs is looked at, not every combination: a scan takes a second. Dark is the same in other colours.
        if (name === 'narrow' || (scheme === 'dark' && name === 'large')) continue;
        if (look === 'long-thread' && (scheme === 'dark' || name === 'large')) continue;
        expect(await violationsOf(page)).toEqual([]);
      }
    }
  });
}
