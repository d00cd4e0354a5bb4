import { endedCall, liveCall, recentCalls } from './fixture/call-looks.ts';
import { expect, test } from './fixture/page-test.ts';
import { message, reply, snapshot } from './fixture/snapshots.ts';

test.use({ viewport: { width: 360, height: 560 } });

const hour = 3_600_000;
const long = Array.from({ length: 30 }, (_, index) =>
  reply({ id: `m${index + 10}`, at: index * hour, text: `Line ${index}.` }),
);

test('the end of the thread stays the end while calls leave it no room', async ({ page, show }) => {
  const { server } = await show(snapshot({ messages: long }));
  await page.getByRole('button', { name: 'Call', exact: true }).click();
  server.change({
    type: 'calls-changed',
    calls: [liveCall, endedCall, { ...liveCall, callId: 'k3' }],
  });
  await expect(page.getByRole('region', { name: 'Call with +14155550123' })).toBeAttached();
  await page.setViewportSize({ width: 360, height: 330 });
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(page.getByText('Line 29.')).toBeInViewport();
  await expect(page.getByRole('button', { name: 'Jump to latest' })).toHaveCount(0);
});

test('what does not fit scrolls in its own place, never the whole window', async ({
  page,
  show,
}) => {
  const captions = Array.from({ length: 20 }, (_, index) => ({
    ...({ id: `agent-${index}`, by: 'agent', final: true } as const),
    ...{ text: 'I can take a message.', unheard: 'Somebody will call you back today.' },
  }));
  const { scene } = await show(snapshot({ calls: [{ ...liveCall, captions }], messages: long }));
  scene.recentCalls = [...recentCalls, ...recentCalls, ...recentCalls].map((call, index) => ({
    ...call,
    callId: `r${index}`,
  }));
  await page.getByRole('button', { name: 'Call', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Recent calls' })).toContainText('busy');
  for (const height of [640, 400]) {
    await page.setViewportSize({ width: 360, height });
    const beyond = await page.evaluate(
      () => document.documentElement.scrollHeight - document.documentElement.clientHeight,
    );
    expect(beyond).toBe(0);
  }
});

test('the focus outlives what is folded away or goes with a call', async ({ page, show }) => {
  const { server, scene } = await show(snapshot({ calls: [liveCall] }));
  scene.script = (name) =>
    name.startsWith('call:') ? { ok: true, value: { callId: liveCall.callId } } : null;
  const open = page.getByRole('button', { name: 'Call', exact: true });
  await open.click();
  await page.getByLabel('Number', { exact: true }).fill('+14155550123');
  await page.getByRole('button', { name: 'Call now' }).press('Enter');
  await expect(open).toHaveAttribute('aria-expanded', 'false');
  await expect(open).toBeFocused();
  const panel = page.getByRole('region', { name: 'Call with +4915155500012' });
  await panel.getByRole('button', { name: 'Hang up' }).press('Enter');
  await expect(panel).toBeFocused();
  server.change({ type: 'calls-changed', calls: [{ ...liveCall, state: 'over', endedAt: 1 }] });
  await expect(panel.getByRole('button')).toHaveCount(0);
  await expect(panel).toBeFocused();
});

test('the focus stays with a call whose buttons go away by what they did', async ({
  page,
  show,
}) => {
  const { server, scene } = await show(snapshot({ calls: [liveCall] }));
  scene.script = (name) => (name.startsWith('call:') ? { ok: true, value: {} } : null);
  const panel = page.getByRole('region', { name: 'Call with +4915155500012' });
  await panel.getByRole('button', { name: 'It is me' }).press('Enter');
  await expect(panel).toBeFocused();
  server.change({ type: 'calls-changed', calls: [{ ...liveCall, principal: 'owner' }] });
  await expect(panel.getByRole('button', { name: 'It is me' })).toHaveCount(0);
  await expect(panel).toBeFocused();
  await panel.getByRole('button', { name: 'Hand over' }).press('Enter');
  await panel.getByLabel('To', { exact: true }).fill('+14155550123');
  await panel.getByRole('button', { name: 'Connect', exact: true }).press('Enter');
  await expect(panel).toBeFocused();
});

test('a hang-up waits for no other answer', async ({ page, show }) => {
  const { scene } = await show(snapshot({ calls: [liveCall] }));
  scene.script = (name) => (name === 'call:mute' ? 'never' : null);
  const panel = page.getByRole('region', { name: 'Call with +4915155500012' });
  await panel.getByRole('button', { name: 'Mute' }).click();
  await panel.getByRole('button', { name: 'Hang up' }).click();
  await expect
    .poll(() => scene.requests.map(({ name }) => name))
    .toEqual(expect.arrayContaining(['call:mute', 'call:hang-up']));
});

test('a note on a call is not shown as something the other side was told', async ({
  page,
  show,
}) => {
  const note = message({
    ...{ id: 'n1', channel: 'system', direction: 'out', principal: 'trusted', author: 'owner' },
    ...{ callId: 'k1', text: 'Note: ask for a window seat', delivery: 'handled' },
  });
  await show(snapshot({ messages: [note] }));
  const line = page.getByRole('article').filter({ hasText: 'ask for a window seat' });
  await expect(line).toBeVisible();
  await expect(line).not.toContainText('trusted');
});
