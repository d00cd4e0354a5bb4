import { picture } from './fixture/picture.ts';
import { composer, expect, test } from './fixture/page-test.ts';
import type { Scene } from './fixture/scene.ts';
import { connections, message, snapshot } from './fixture/snapshots.ts';

test.use({ viewport: { width: 400, height: 640 } });

const rehearsing = snapshot({
  rehearsal: { faults: [{ name: 'slow', label: 'Every answer takes 5 seconds', on: false }] },
});

test('Enter sends, Shift+Enter breaks the line, and the field empties', async ({ page, show }) => {
  const { scene } = await show(snapshot());
  await page.keyboard.type('one');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('two');
  await page.keyboard.press('Enter');
  await expect(composer(page)).toHaveValue('');
  await expect(composer(page)).toBeFocused();
  expect(scene.requests.at(-1)).toMatchObject({
    ...{ name: 'message:send', payload: { text: 'one\ntwo' } },
  });
});

test('a draft outlives a refusal and a reload', async ({ page, show }) => {
  const { scene } = await show(snapshot());
  const error = { code: 'X', message: 'The disk is full.', remedy: 'Free some.', retryable: false };
  scene.script = (name) => (name === 'message:send' ? { ok: false, error } : null);
  await page.keyboard.type('Do not lose me');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toHaveText('Not sent: The disk is full. Free some.');
  await expect(composer(page)).toHaveValue('Do not lose me');
  await page.reload();
  await expect(composer(page)).toHaveValue('Do not lose me');
});

test('a message whose answer was lost is not sent twice', async ({ page, show, complaints }) => {
  const { scene, server } = await show(snapshot());
  scene.script = (name) => (name === 'message:send' ? 'never' : null);
  const sent = () => scene.requests.filter(({ name }) => name === 'message:send');
  await page.keyboard.type('Once');
  await page.keyboard.press('Enter');
  await expect.poll(() => sent().length).toBe(1);
  scene.apply({ type: 'message-saved', message: message({ id: '1', text: 'Once' }) });
  scene.script = () => null;
  server.dropSockets();
  await expect(composer(page)).toHaveValue('');
  await expect(page.getByRole('article').getByText('Once')).toBeVisible();
  // Asked again under the same id, under which it is kept once.
  expect(sent()).toHaveLength(2);
  expect(sent()[1]).toEqual(sent()[0]);
  complaints.length = 0;
});

test('what comes while a message is being sent stays for the next one', async ({
  page,
  show,
  complaints,
}) => {
  const { scene, server } = await show(snapshot());
  const usual: Scene['script'] = (name) => {
    if (name === 'upload:begin') return { ok: true, value: { uploadId: 'upload-1' } };
    return name === 'upload:append' ? { ok: true, value: { received: 1 } } : null;
  };
  scene.script = (name) => (name === 'message:send' ? 'never' : usual(name, null));
  await page.keyboard.type('Sent first');
  await page.keyboard.press('Enter');
  await expect(composer(page)).toHaveAttribute('readonly');

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('Remind me');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  const file = { name: 'later.txt', mimeType: 'text/plain', buffer: Buffer.from('x') };
  await page.locator('input[type=file]').setInputFiles([file]);
  await expect(page.getByRole('button', { name: 'Remove later.txt' })).toBeVisible();
  await expect(composer(page)).toHaveValue('Sent first');

  scene.script = usual;
  server.dropSockets();
  await expect(composer(page)).not.toHaveAttribute('readonly');
  await expect(composer(page)).toHaveValue('Remind me ');
  await page.keyboard.type('of it');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Remove later.txt' })).toHaveCount(0);
  expect(scene.requests.findLast(({ name }) => name === 'message:send')).toMatchObject({
    payload: { text: 'Remind me of it', uploadIds: ['upload-1'] },
  });
  complaints.length = 0;
});

test('words of a link wait beside the draft until the owner takes them', async ({ page, show }) => {
  const { scene, server } = await show(snapshot());
  const link = (text: string) => server.event('window:asked', { type: 'compose', text });
  const offered = page.getByRole('group', { name: 'From a link:' });
  await page.keyboard.type('Buy milk.');
  link('Wire the money.');
  await expect(offered).toContainText('Wire the money.');
  await expect(composer(page)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(composer(page)).toHaveValue('');
  expect(scene.requests.at(-1)).toMatchObject({ payload: { text: 'Buy milk.' } });
  link('Call Anna.');
  await expect(offered).toContainText('Call Anna.');
  await page.keyboard.type('Today:');
  await offered.getByRole('button', { name: 'Insert' }).focus();
  await page.keyboard.press('Enter');
  await expect(composer(page)).toHaveValue('Today: Call Anna.');
  await expect(composer(page)).toBeFocused();
  link('No.');
  await offered.getByRole('button', { name: 'Dismiss' }).press('Enter');
  await expect(offered).toBeHidden();
  await expect(composer(page)).toHaveValue('Today: Call Anna.');
});

test('pausing says so, blocks sending and keeps the words', async ({ page, show }) => {
  await show(snapshot());
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText(/^Paused\. Messages are received/)).toBeVisible();
  await composer(page).fill('later');
  await composer(page).press('Enter');
  await expect(composer(page)).toHaveValue('later');
  await expect(composer(page)).toHaveAccessibleDescription('Paused: nothing can be sent now.');
  await page.getByRole('button', { name: 'Resume' }).click();
  // It is over when the app says so, not when the button was pressed.
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await composer(page).press('Enter');
  await expect(composer(page)).toHaveValue('');
});

test('what needs the owner shows without being asked for, the rest on demand', async ({
  page,
  show,
}) => {
  const { server } = await show(snapshot());
  const toggle = page.getByRole('button', { name: /^Show connections/ });
  await expect(toggle).toHaveAccessibleName(/Carbon Voice connected.*Phone off/);
  server.change({
    type: 'connections-changed',
    connections: connections({
      carbonvoice: {
        status: 'refused',
        detail: 'The token was refused.',
        remedy: 'Set a new one.',
      },
    }),
  });
  await expect(page.getByRole('status').getByText('Set a new one.')).toBeVisible();
  await expect(page.getByText('Public address is up.')).toBeHidden();
  await toggle.press('Enter');
  await expect(page.getByText('Public address is up.')).toBeVisible();
  await expect(page.getByRole('listitem').first()).toContainText('Carbon Voice refused');
});

test('the keyboard reaches everything, and the window gives the focus to the composer', async ({
  page,
  show,
}) => {
  const { server } = await show(rehearsing);
  for (const name of ['Thread', 'Practise', /^Show connections/, 'Pause', 'Call']) {
    await page.keyboard.press('Shift+Tab');
    await expect(page.locator(':focus')).toHaveAccessibleName(name);
  }
  server.event('window:shown', {});
  await expect(composer(page)).toBeFocused();
});

test('a rehearsal sends practice messages and switches faults', async ({ page, show }) => {
  const { scene } = await show(rehearsing);
  await expect(page.getByText('Rehearsal: nothing here is real.')).toBeVisible();
  await page.getByRole('button', { name: 'Practise' }).click();
  const field = page.getByRole('textbox', { name: /^Practice voice message/ });
  // A field that was hidden at first must not come out as high as nothing.
  await expect.poll(async () => (await field.boundingBox())?.height).toBeGreaterThan(30);
  await field.fill('Hello from the road');
  await page.getByRole('button', { name: 'Send as voice message' }).click();
  await expect(page.getByText('Sent. Its transcript arrives in a moment.')).toBeVisible();
  expect(scene.requests.at(-1)?.payload).toEqual({ text: 'Hello from the road' });
  await page.getByRole('tab', { name: 'Faults' }).click();
  await page.getByRole('switch', { name: 'Every answer takes 5 seconds' }).click();
  await expect(page.getByRole('switch')).toBeChecked();
  await picture(page, 'rehearsal-open-small');
});
