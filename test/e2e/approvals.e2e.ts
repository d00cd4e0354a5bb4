import type { Action, ActionState } from '../../shared/action.ts';
import { picture } from './fixture/picture.ts';
import { expect, test } from './fixture/page-test.ts';
import { message, reply, snapshot } from './fixture/snapshots.ts';
import { violationsOf } from './fixture/violations.ts';

test.use({ viewport: { width: 360, height: 640 } });

const noon = Date.UTC(2026, 10, 20, 12, 0);

const pending: Action = {
  ...{ id: 'a1', tool: 'send_carbon_voice_message', state: 'pending', channel: 'carbonvoice' },
  summary:
    'Send this Carbon Voice message to anna@example.com: “The donaudampfschifffahrtselektrizitätenhauptbetriebswerk is closed on Friday.”',
  arguments: { to: 'anna@example.com', text: 'The werk is closed on Friday.', links: [] },
  ...{ principal: 'trusted', author: 'user-5d2f0c5e-8a57-4a0e', conversationId: 'c1' },
  ...{ callId: null, messageId: '1', turnId: 't1', createdAt: noon, expiresAt: noon + 3_600_000 },
  ...{ decidedAt: null, decidedVia: null, decidedBy: null, startedAt: null, endedAt: null },
  ...{ result: null, outside: null, knewOutside: false, requestId: null, toldId: null },
};

const snap = snapshot({ messages: [message({ id: '1' })], approvals: [pending] });

test('what waits for a yes says exactly what will happen, and is answered by keyboard', async ({
  page,
  show,
}) => {
  const { scene, server } = await show(snap);
  const card = page.getByRole('article', { name: /Send this Carbon Voice message to anna@/ });
  await expect(card).toContainText('send_carbon_voice_message');
  await expect(card.getByRole('term')).toHaveText(['to', 'text']);
  await expect(card).toContainText('Asked by user-5d2f0c5e-8a57-4a0e,');
  await expect(page.getByText('Your yes is needed: Send this')).toBeAttached();
  for (const [colorScheme, width] of [
    ['light', 360],
    ['dark', 360],
    ['light', 1280],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 640 });
    await picture(page, `approvals-${width}-${colorScheme}`);
    expect(await violationsOf(page)).toEqual([]);
    const isWider = await page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
    expect(isWider).toBe(false);
  }
  const decided = { decidedAt: noon, decidedVia: 'window', decidedBy: 'owner' } as const;
  const approved: Action = { ...pending, ...decided, state: 'approved' };
  scene.script = (name) => (name === 'action:answer' ? { ok: true, value: approved } : null);
  await card.getByRole('button', { name: 'Yes, do it' }).press('Enter');
  await expect
    .poll(() => scene.requests.at(-1))
    .toEqual({ name: 'action:answer', payload: { id: 'a1', verdict: 'approve' } });
  await expect(card).toBeFocused();

  server.change({ type: 'approvals-changed', approvals: [approved] });
  await expect(card).toContainText('Approved in the window. It is being done.');
  await expect(card.getByRole('button')).toHaveCount(0);
  const done: Action = { ...approved, state: 'done', endedAt: noon, result: 'It is kept.' };
  server.change({ type: 'approvals-changed', approvals: [done] });
  await expect(
    page.getByRole('status').getByText(/Approved in the window. Done. Send/),
  ).toBeAttached();
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await violationsOf(page)).toEqual([]);
  await picture(page, 'approvals-done-dark');
  await card.getByRole('button', { name: /^Close/ }).click();
  await expect(card).toBeHidden();
});

test('an answer that comes too late is told where it was given', async ({ page, show }) => {
  const { scene } = await show(snap);
  const text = 'The owner denied it already, by a Carbon Voice reply.';
  const error = { code: 'ACTION_DECIDED', message: text, remedy: '', retryable: false };
  scene.script = (name) => (name === 'action:answer' ? { ok: false, error } : null);
  await page.getByRole('button', { name: 'No', exact: true }).click();
  await expect(page.getByRole('alert')).toHaveText(`Not answered: ${text}`);
});

test('what is done for a reply shows while it goes on, and unfolds by keyboard', async ({
  page,
  show,
}) => {
  const { server } = await show(snapshot({ messages: [message({ id: '1', at: noon })] }));
  const thread = page.getByRole('region', { name: 'Thread' });
  const draft = reply({ id: '2', at: noon + 1, turnId: 't', text: '', delivery: 'sending' });
  const step = { id: 's1', tool: 'find_file', summary: 'Look for files named “lease”' };
  const tell = (change: { id: string; state: ActionState; summary?: string }): void =>
    server.change({
      type: 'step-changed',
      turnId: 't',
      step: { ...step, reason: change.state === 'failed' ? 'The page is gone.' : null, ...change },
    });
  server.change({ type: 'message-saved', message: draft });
  tell({ id: 's1', state: 'running' });
  const steps = thread.getByRole('group');
  await expect(steps).toHaveText(/^1 step · Look for files named “lease”/);
  tell({ id: 's1', state: 'done' });
  tell({ id: 's2', state: 'failed', summary: 'Read https://example.com/lease' });
  tell({ id: 's3', state: 'pending', summary: 'Send the file "lease.pdf" to Anna.' });
  server.change({ type: 'message-saved', message: { ...draft, text: 'Sent?', delivery: 'sent' } });
  const head = thread.getByText('3 steps · 1 waits for your yes · 1 not done', { exact: true });
  await expect(head).toBeVisible();
  await expect(thread.getByText('failed: The page is gone.')).toBeHidden();
  await head.focus();
  await page.keyboard.press('Enter');
  await expect(thread.getByText('failed: The page is gone.')).toBeInViewport();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await picture(page, `steps-small-${colorScheme}`);
    expect(await violationsOf(page)).toEqual([]);
  }
  tell({ id: 's3', state: 'done', summary: 'Send the file "lease.pdf" to Anna.' });
  await expect(thread.getByText('3 steps · 1 not done', { exact: true })).toBeVisible();
});
