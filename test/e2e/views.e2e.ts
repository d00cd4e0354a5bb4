import type { Page } from '@playwright/test';
import { paletteItems } from '../../renderer/palette/palette-items.ts';
import { picture } from './fixture/picture.ts';
import { composer, expect, test } from './fixture/page-test.ts';
import { message, reply, snapshot } from './fixture/snapshots.ts';
import { viewAnswers } from './fixture/view-answers.ts';
import { violationsOf } from './fixture/violations.ts';

const thread = snapshot({
  messages: [message({ id: '1', text: 'The tea is in the cupboard.' }), reply({ id: '2' })],
});
const today = new Date('2026-11-20T12:05:00Z');

/** Opens a view by a few letters, with nothing but keys. */
async function go(page: Page, letters: string, title: string) {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(letters);
  await page.keyboard.press('Enter');
  const view = page.getByRole('region', { name: title });
  await expect(view).toBeVisible();
  return view;
}

const all = [
  ['search', 'Search', 'tea'],
  ['remin', 'Tasks and reminders', 'call Ben'],
  ['facts', 'Notes and facts', 'My wife is called Eva.'],
  ['conta', 'Contacts', 'Anna Reed'],
  ['what was', 'What was done', 'The goal: book a table.'],
  ['cost', 'Use and cost', '52,032 tokens'],
  ['fast', 'How fast it answers', 'first token'],
] as const;

test('every view is reached by keys, is sound for assistive technology, and fits', async ({
  page,
  show,
}) => {
  await page.clock.setFixedTime(today);
  const { scene } = await show(thread);
  scene.script = viewAnswers();
  for (const [letters, title, words] of all) {
    await page.setViewportSize({ width: 1280, height: 800 });
    const view = await go(page, letters, title);
    if (title === 'Search') {
      await expect(page.getByRole('searchbox')).toBeFocused();
      await page.keyboard.type('tea');
    }
    await expect(view).toContainText(words);
    const name = `view-${title.toLowerCase().replaceAll(' ', '-')}`;
    await page.emulateMedia({ colorScheme: 'light' });
    await picture(page, `${name}-large-light`);
    await page.setViewportSize({ width: 360, height: 640 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await picture(page, `${name}-narrow-dark`);
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(sideways, 'nothing reaches beyond the window').toBe(0);
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(view).toBeHidden();
  }
  await expect(composer(page)).toBeFocused();
});

test('what was found is shown in the thread, which a small window uncovers for it', async ({
  page,
  show,
}) => {
  await page.setViewportSize({ width: 400, height: 640 });
  const { scene } = await show(thread);
  scene.script = viewAnswers();
  await page.keyboard.press('Control+f');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('tea');
  const search = page.getByRole('region', { name: 'Search' });
  await search.getByRole('button', { name: /tea is in the cupboard/ }).click();
  await expect(search).toBeHidden();
  await expect(page.locator('[data-message-id="1"]')).toBeFocused();
});

test('the palette searches for whatever it does not know, and pauses', async ({ page, show }) => {
  const { scene } = await show(thread);
  scene.script = viewAnswers();
  await page.getByRole('button', { name: 'Go to a view, or search' }).click();
  const choices = page.getByRole('listbox').getByRole('option');
  await expect(choices).toHaveCount(paletteItems('', false).length);
  expect(await violationsOf(page)).toEqual([]);
  await picture(page, 'palette-large-light');
  await page.keyboard.type('zzz');
  await expect(choices).toHaveText(['Search the thread for “zzz”']);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('searchbox')).toHaveValue('zzz');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('pause');
  await page.keyboard.press('Enter');
  await expect
    .poll(() => scene.requests.some(({ name }) => name === 'agent:set-paused'))
    .toBe(true);
});

test('a task that is done, a note and a contact that are deleted come back by one press', async ({
  page,
  show,
}) => {
  const { scene } = await show(thread);
  scene.script = viewAnswers();
  const tasks = await go(page, 'tasks', 'Tasks and reminders');
  await tasks.getByRole('button', { name: 'Done: Send the contract to the landlord' }).click();
  await tasks.getByRole('button', { name: 'Undo: Send the contract' }).click();
  const last = (name: string) => scene.requests.findLast((one) => one.name === name)?.payload;
  await expect.poll(() => last('tasks:change')).toEqual({ number: 1, state: 'open' });

  const notes = await go(page, 'notes', 'Notes and facts');
  await notes.getByRole('button', { name: 'Delete: My wife is called Eva.' }).click();
  await expect(notes.getByText('Deleted.')).toBeVisible();
  await notes.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => last('notes:undo')).toEqual({ id: 'note-1' });
  await notes.getByRole('button', { name: 'Edit: My wife is called Eva.' }).click();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Eva is my wife.');
  await notes.getByRole('button', { name: 'Save' }).click();
  await expect
    .poll(() => last('notes:edit'))
    .toEqual({ id: 'note-1', text: 'Eva is my wife.', kind: null });

  const people = await go(page, 'contacts', 'Contacts');
  await people.getByRole('button', { name: 'Delete Anna Reed' }).click();
  await expect(people.getByText('Deleted.')).toBeVisible();
  await people.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => last('contacts:restore')).toEqual(last('contacts:delete'));
  await expect(people.getByRole('button', { name: 'Delete Anna Reed' })).toBeVisible();
});

test('a view that cannot be loaded says why, and is there once it can', async ({ page, show }) => {
  const { scene, server } = await show(thread);
  const error = { code: 'X', message: 'The disk is full.', remedy: 'Make room.', retryable: true };
  scene.script = (name) => (name === 'tasks:list' ? { ok: false, error } : null);
  const tasks = await go(page, 'tasks', 'Tasks and reminders');
  await expect(tasks.getByRole('alert')).toHaveText(
    'Could not be loaded: The disk is full. Make room.',
  );
  scene.script = viewAnswers();
  server.change({ type: 'message-saved', message: reply({ id: '3' }) });
  await expect(tasks).toContainText('Send the contract');
});
