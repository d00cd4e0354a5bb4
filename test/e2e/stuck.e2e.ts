import { expect, test } from './fixture/page-test.ts';
import { message, reply, snapshot } from './fixture/snapshots.ts';

test.use({ viewport: { width: 400, height: 640 } });

const remote = { channel: 'carbonvoice', conversationId: 'c1' } as const;
const failed = reply({ id: 'out', ...remote, text: 'Nine.', delivery: 'failed', reason: 'So.' });
const unanswered = message({ id: 'in', ...remote, text: 'When?', delivery: 'failed' });

test('what failed is tried again, given other words or dropped', async ({ page, show }) => {
  const { scene, server } = await show(snapshot({ messages: [unanswered, failed] }));
  const of = (text: string) => page.getByRole('article').filter({ hasText: text });

  await of('When?').getByRole('button', { name: 'Try again' }).click();
  await expect
    .poll(() => scene.requests.at(-1))
    .toEqual({
      ...{ name: 'message:retry', payload: { messageId: 'in', text: null } },
    });
  await expect(of('When?').getByRole('button', { name: 'In other words' })).toHaveCount(0);

  await of('Nine.').getByRole('button', { name: 'In other words' }).click();
  const field = page.getByRole('textbox', { name: 'Other words' });
  await field.fill('Half past nine.');
  await field.press('Enter');
  await expect
    .poll(() => scene.requests.at(-1))
    .toEqual({
      ...{ name: 'message:retry', payload: { messageId: 'out', text: 'Half past nine.' } },
    });
  await expect(field).toHaveCount(0);

  await of('Nine.').getByRole('button', { name: 'Drop it' }).click();
  await expect
    .poll(() => scene.requests.at(-1))
    .toEqual({
      ...{ name: 'message:drop', payload: { messageId: 'out' } },
    });
  const dropped = { ...failed, reason: 'Dropped by the owner.' };
  server.change({ type: 'message-saved', message: dropped });
  await expect(of('Nine.').getByRole('button')).toHaveCount(0);
});

test('the words stay when they cannot be sent, and Escape leaves them as they were', async ({
  page,
  show,
}) => {
  const { scene } = await show(snapshot({ messages: [failed] }));
  const error = { code: 'LEDGER', message: 'It is too late.', remedy: '', retryable: false };
  scene.script = (name) => (name === 'message:retry' ? { ok: false, error } : null);
  await page.getByRole('button', { name: 'In other words' }).focus();
  await page.keyboard.press('Enter');
  const field = page.getByRole('textbox', { name: 'Other words' });
  await expect(field).toBeFocused();
  await field.fill('Ten.');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toHaveText('It is too late.');
  await expect(field).toHaveValue('Ten.');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'In other words' })).toBeFocused();
});

test('what may have been sent is looked for, or left; what was said on the phone is no matter of it', async ({
  page,
  show,
}) => {
  const spoken = reply({ id: 'said', channel: 'phone', text: 'Hm.', delivery: 'failed' });
  const unknown = { ...failed, delivery: 'unknown' } as const;
  const letter = { ...unknown, id: 'letter', conversationId: null, text: 'Dear all' };
  await show(snapshot({ messages: [unknown, letter, spoken] }));
  const names = (text: string) =>
    page.getByRole('article').filter({ hasText: text }).getByRole('button').allTextContents();

  expect(await names('Nine.')).toEqual(['Look again', 'Drop it']);
  expect(await names('Dear all')).toEqual(['Try again', 'Drop it']);
  expect(await names('Hm.')).toEqual([]);
});
