import type { Page } from '@playwright/test';
import type { Action } from '../../shared/action.ts';
import type { CallView } from '../../shared/call-status.ts';
import { composer, expect, test } from './fixture/page-test.ts';
import { connections, message, reply, snapshot } from './fixture/snapshots.ts';
import { viewAnswers } from './fixture/view-answers.ts';

// What owners do most, with keys alone: no test in this file may touch a mouse.
test.use({ viewport: { width: 400, height: 640 } });

const noon = Date.UTC(2026, 10, 20, 12, 0);
const phoneUp = { status: 'connected', detail: 'Taking calls.', remedy: '' } as const;
const thread = snapshot({
  connections: connections({ voipbin: phoneUp }),
  messages: [message({ id: '1', text: 'The tea is in the cupboard.' }), reply({ id: '2' })],
});
/** More stops than any owner has the patience for. */
const maxStops = 40;

/** Goes on by Tab until that has the focus. */
async function tabTo(page: Page, name: string | RegExp, key = 'Tab'): Promise<void> {
  for (let stops = 0; stops < maxStops; stops += 1) {
    await page.keyboard.press(key);
    // Beyond the last stop nothing has the focus.
    const label = await page.evaluate(() => {
      const element = document.activeElement ?? document.body;
      if (element === document.body) return '';
      const { ariaLabel, textContent } = element;
      const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
      return [ariaLabel, ...labels.map((one) => one.textContent), textContent].join(' ').trim();
    });
    const fits = typeof name === 'string' ? label.includes(name) : name.test(label);
    if (!fits) continue;
    // Where the focus is has to be seen.
    await expect(page.locator(':focus')).toBeInViewport();
    return;
  }
  throw new Error(`${maxStops} stops did not reach ${String(name)}`);
}

test('a message is written, sent, and its answer read', async ({ page, show }) => {
  const { scene, server } = await show(thread);
  await page.keyboard.type('Where is the tea?');
  await page.keyboard.press('Enter');
  await expect
    .poll(() => scene.requests.at(-1))
    .toMatchObject({ name: 'message:send', payload: { text: 'Where is the tea?' } });
  const sent = message({ id: '3', text: 'Where is the tea?' });
  server.change({ type: 'message-saved', message: sent });
  server.change({ type: 'message-saved', message: reply({ id: '4', text: 'In the cupboard.' }) });
  await expect(page.getByText('In the cupboard.', { exact: true })).toBeInViewport();
  await tabTo(page, 'Thread', 'Shift+Tab');
  await page.keyboard.press('Home');
  await expect(page.getByText('The tea is in the cupboard.')).toBeInViewport();
});

test('what waits for a yes is read and denied', async ({ page, show }) => {
  const pending: Action = {
    ...{ id: 'a1', tool: 'send_text_message', state: 'pending', channel: 'phone' },
    ...{ summary: 'Send a text message to +12025550123: “I am late.”', principal: 'owner' },
    ...{ arguments: { to: '+12025550123' }, author: 'owner', conversationId: null, callId: null },
    ...{ messageId: '1', turnId: 't1', createdAt: noon, expiresAt: noon + 3_600_000 },
    ...{ decidedAt: null, decidedVia: null, decidedBy: null, startedAt: null, endedAt: null },
    ...{ result: null, outside: null, knewOutside: false, requestId: null, toldId: null },
  };
  const { scene } = await show(snapshot({ ...thread, approvals: [pending] }));
  const denied = { ...pending, state: 'denied', decidedAt: noon, decidedVia: 'window' };
  scene.script = (name) => (name === 'action:answer' ? { ok: true, value: denied } : null);
  await tabTo(page, /^No$/u, 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect
    .poll(() => scene.requests.at(-1))
    .toEqual({ name: 'action:answer', payload: { id: 'a1', verdict: 'deny' } });
});

test('what was said is found, and jumped to', async ({ page, show }) => {
  const { scene } = await show(thread);
  scene.script = viewAnswers();
  await page.keyboard.press('Control+f');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('tea');
  const results = page.getByRole('region', { name: 'Search' });
  await expect(results.getByRole('button', { name: /tea is in the cupboard/ })).toBeVisible();
  await tabTo(page, /tea is in the cupboard/);
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-message-id="1"]')).toBeFocused();
});

test('a task is done, and done no longer', async ({ page, show }) => {
  const { scene } = await show(thread);
  scene.script = viewAnswers();
  const changes = () =>
    scene.requests.filter(({ name }) => name === 'tasks:change').map(({ payload }) => payload);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('tasks');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Send the contract to the landlord')).toBeVisible();
  await tabTo(page, 'Done: Send the contract');
  await page.keyboard.press('Enter');
  await expect.poll(changes).toEqual([{ number: 1, state: 'done' }]);
  // The focus stays where it was, on what takes it back.
  await expect(page.locator(':focus')).toHaveAccessibleName(/^Undo: Send the contract/);
  await page.keyboard.press('Enter');
  await expect.poll(changes).toHaveLength(2);
  await page.keyboard.press('Escape');
  await expect(composer(page)).toBeFocused();
});

test('somebody is called, and the call is ended', async ({ page, show }) => {
  const { scene, server } = await show(thread);
  await tabTo(page, 'Call', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await tabTo(page, 'Number');
  await page.keyboard.type('+12025550101');
  await page.keyboard.press('Enter');
  await expect
    .poll(() => scene.requests.findLast(({ name }) => name === 'call:place')?.payload)
    .toMatchObject({ target: '+12025550101' });
  const call: CallView = {
    ...{ callId: 'k1', direction: 'outgoing', number: '+12025550101', principal: 'stranger' },
    ...{ state: 'live', startedAt: noon, endedAt: null, muted: false, trouble: null },
    ...{ outcome: null, answered: true, handOver: null, captions: [] },
  };
  server.change({ type: 'calls-changed', calls: [call] });
  await expect(page.getByRole('region', { name: 'Call with +12025550101' })).toBeVisible();
  await tabTo(page, 'Hang up');
  await page.keyboard.press('Enter');
  await expect
    .poll(() => scene.requests.at(-1))
    .toMatchObject({ name: 'call:hang-up', payload: { callId: 'k1' } });
});
