import { missedCalls, ownNumbers } from './fixture/call-looks.ts';
import { picture } from './fixture/picture.ts';
import { expect, test } from './fixture/page-test.ts';
import { snapshot } from './fixture/snapshots.ts';
import { violationsOf } from './fixture/violations.ts';

test.use({ viewport: { width: 400, height: 640 } });

const [adjutant, other, nothing] = ownNumbers;
if (!adjutant || !other || !nothing) throw new Error('three numbers are needed');

test('a number is set up and put back from the window, and what that came to is said', async ({
  page,
  show,
}) => {
  const { scene } = await show(missedCalls);
  const changed = { ...other, answeredBy: 'adjutant', isSetUp: true };
  const answers = new Map<string, unknown>([
    ['numbers:list', { numbers: ownNumbers }],
    ['numbers:answer', { detail: '', numbers: [adjutant, changed, nothing] }],
    ['numbers:undo', { detail: 'It is answered as before.', numbers: ownNumbers }],
  ]);
  scene.script = (name) => (answers.has(name) ? { ok: true, value: answers.get(name) } : null);
  await page.getByRole('button', { name: 'Call', exact: true }).click();
  await page.getByText('Your numbers').click();
  const row = page.getByRole('listitem').filter({ hasText: other.number });
  await expect(row).toContainText('Something else answers it (Front desk)');
  const views = [
    ['light', 400],
    ['dark', 400],
    ['light', 1280],
  ] as const;
  for (const [colorScheme, width] of views) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 640 });
    await picture(page, `numbers-${width}-${colorScheme}`);
    expect(await violationsOf(page)).toEqual([]);
  }
  await row.getByRole('button', { name: 'Answer calls with Adjutant' }).press('Enter');
  await expect(row).toContainText('Rings here');
  await expect(row).toBeFocused();
  await row.getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(page.getByText('It is answered as before.')).toBeVisible();
  expect(scene.requests.slice(-2)).toEqual([
    { name: 'numbers:answer', payload: { number: other.number } },
    { name: 'numbers:undo', payload: { number: other.number } },
  ]);
});

test('a refusal is said where it was asked for', async ({ page, show }) => {
  const { scene } = await show(missedCalls);
  const error = { code: 'X', message: 'No rights.', remedy: 'Use a key.', retryable: false };
  scene.script = (name) => (name === 'numbers:list' ? { ok: false, error } : null);
  await page.getByRole('button', { name: 'Call', exact: true }).click();
  await page.getByText('Your numbers').click();
  await expect(page.getByRole('alert')).toHaveText('Not done: No rights. Use a key.');
});

test('there are no numbers to speak of while the phone is not set up', async ({ page, show }) => {
  await show(snapshot());
  await page.getByRole('button', { name: 'Call', exact: true }).click();
  await expect(page.getByText('Your numbers')).toHaveCount(0);
});
