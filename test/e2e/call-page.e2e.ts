import type { Caption, CallView } from '../../shared/call-status.ts';
import { looks } from './fixture/looks.ts';
import type { Opened } from './fixture/page-test.ts';
import { expect, test } from './fixture/page-test.ts';
import { snapshot } from './fixture/snapshots.ts';
import { viewAnswers } from './fixture/view-answers.ts';

const noon = new Date('2026-11-20T12:00:00Z');
const call: CallView = {
  ...{ callId: 'k1', direction: 'incoming', number: '+12025550123', principal: 'stranger' },
  ...{ state: 'live', startedAt: noon.getTime(), endedAt: null, muted: false, trouble: null },
  ...{ answered: true, handOver: null, outcome: null },
  captions: [{ id: 'agent-1', by: 'agent', text: 'Hello, who is it?', unheard: null, final: true }],
};

function publish({ server }: Opened, changes: Partial<CallView>): void {
  server.change({ type: 'calls-changed', calls: [{ ...call, ...changes }] });
}

function caption(id: string, text: string, final = true): Caption {
  return { id, by: 'caller', text, unheard: null, final };
}

test('the time on a call goes on each second, and stands still when it has ended', async ({
  page,
  show,
}) => {
  await page.clock.install({ time: noon });
  const opened = await show(snapshot({ calls: [call] }));
  const timer = page.getByRole('timer', { name: 'Time on this call' });
  await page.clock.pauseAt(noon.getTime() + 5_200);
  await expect(timer).toHaveText('0:05');
  await page.clock.runFor(15_000);
  await expect(timer).toHaveText('0:20');
  publish(opened, { state: 'over', endedAt: noon.getTime() + 21_000 });
  await expect(timer).toHaveText('0:21');
  await page.clock.runFor(10_000);
  await expect(timer).toHaveText('0:21');
});

test('a screen reader hears whole sentences together, each once, and nothing that was there before', async ({
  page,
  show,
}) => {
  await page.clock.install({ time: noon });
  const opened = await show(snapshot({ calls: [call] }));
  const spoken = page
    .getByRole('region', { name: 'Call with +12025550123' })
    .locator('.visually-hidden[role="status"]');
  await page.clock.pauseAt(noon.getTime() + 5_000);
  await expect(spoken).toHaveText('');
  publish(opened, { captions: [...call.captions, caption('c0', 'It is', false)] });
  await expect(page.locator('.captions li')).toHaveCount(2);
  await page.clock.runFor(3000);
  await expect(spoken).toHaveText('');
  const said = [...call.captions, caption('c0', 'It is Ada.'), caption('c1', 'I am late.')];
  publish(opened, { captions: said });
  await expect(page.locator('.captions')).toContainText('I am late.');
  await page.clock.runFor(1000);
  await expect(spoken).toHaveText('');
  await page.clock.runFor(600);
  await expect(spoken.locator('p')).toHaveText(['Caller: It is Ada.', 'Caller: I am late.']);
  publish(opened, { captions: [...said, caption('c2', 'Very late.')] });
  await expect(page.locator('.captions li')).toHaveCount(4);
  await page.clock.runFor(1600);
  await expect(spoken.locator('p')).toHaveText(['Caller: Very late.']);
});

test('the last words stay in sight when the window becomes lower', async ({ page, show }) => {
  const said = Array.from({ length: 30 }, (_, number) => caption(`c${number}`, `Word ${number}.`));
  await page.setViewportSize({ width: 400, height: 900 });
  await show(snapshot({ calls: [{ ...call, captions: said }] }));
  const last = page.locator('.captions li').last();
  await expect(last).toBeInViewport({ ratio: 1 });
  await page.setViewportSize({ width: 400, height: 560 });
  await expect(last).toBeInViewport({ ratio: 1 });
});

test('handing over asks for the target, and keeps what was typed while the captions go on', async ({
  page,
  show,
}) => {
  const opened = await show(snapshot({ calls: [call] }));
  opened.scene.script = viewAnswers();
  await page.getByRole('button', { name: 'Hand over' }).click();
  const target = page.getByRole('textbox', { name: 'To', exact: true });
  // A name is no target yet: one of its numbers takes its place.
  await target.fill('Anna');
  await page.getByRole('list', { name: 'People by this name' }).getByRole('button').first().click();
  await expect(target).toBeFocused();
  await expect(target).toHaveValue(/^\+\d+$/);
  await target.fill('extension:100');
  const sentence = page.getByRole('textbox', { name: /^What the caller/ });
  await sentence.pressSequentially('One');
  publish(opened, { captions: [...call.captions, caption('c0', 'Hello?')] });
  await expect(page.locator('.captions li')).toHaveCount(2);
  await expect(sentence).toBeFocused();
  await sentence.pressSequentially(' moment.');
  await page.keyboard.press('Enter');
  await expect(target).toHaveCount(0);
  expect(opened.scene.requests.at(-1)).toEqual({
    name: 'call:hand-over',
    payload: { callId: 'k1', target: 'extension:100', sentence: 'One moment.' },
  });
});

test('the form closes when the call is handed over by somebody else', async ({ page, show }) => {
  const opened = await show(snapshot({ calls: [call] }));
  await page.getByRole('button', { name: 'Hand over' }).click();
  publish(opened, { handOver: { target: '+12025550144', step: 'calling' } });
  await expect(page.getByRole('form', { name: 'Hand this call over' })).toHaveCount(0);
  await expect(page.getByText(/^Calling \+12025550144\./)).toBeVisible();
});

for (const width of [360, 400, 1280]) {
  test(`two calls are whole at ${width} px, and no number is broken in two`, async ({
    page,
    show,
  }) => {
    await page.setViewportSize({ width, height: 700 });
    await show(looks['two-calls'] ?? snapshot());
    const beyond = await page
      .locator('.call, .calls')
      .evaluateAll((parts) => parts.filter((one) => one.scrollWidth > one.clientWidth).length);
    expect(beyond).toBe(0);
    const lines = await page
      .locator('.call-who bdi')
      .evaluateAll((numbers) => numbers.map((one) => one.getBoundingClientRect().height));
    expect(Math.max(...lines)).toBeLessThan(30);
    await expect(page.getByRole('button', { name: 'Hang up' }).last()).toBeInViewport({ ratio: 1 });
  });
}

test('what was being written as a call ended is not lost', async ({ page, show }) => {
  const opened = await show(snapshot({ calls: [call] }));
  const words = page.getByRole('textbox', { name: 'Words to say or note' });
  await words.fill('They want the blue one.');
  publish(opened, { state: 'over', endedAt: noon.getTime() + 21_000 });
  const offered = page.getByRole('group', { name: 'The call ended before you sent this:' });
  await expect(offered).toContainText('They want the blue one.');
  const composer = page.getByRole('textbox', { name: 'Message Adjutant' });
  await composer.fill('Note:');
  await offered.getByRole('button', { name: 'Insert' }).click();
  await expect(composer).toHaveValue(/^Note:\s+They want the blue one\.$/u);
  await expect(offered).toHaveCount(0);
});

test('nothing is offered of words that were said or noted before the call ended', async ({
  page,
  show,
}) => {
  const opened = await show(snapshot({ calls: [call] }));
  opened.scene.script = (name) => (name === 'call:note' ? { ok: true, value: {} } : null);
  const words = page.getByRole('textbox', { name: 'Words to say or note' });
  await words.fill('They want the blue one.');
  await page.getByRole('button', { name: 'Note', exact: true }).click();
  await expect(words).toHaveValue('');
  publish(opened, { state: 'over', endedAt: noon.getTime() + 21_000 });
  await expect(words).toHaveCount(0);
  await expect(page.getByRole('group', { name: /^The call ended/u })).toHaveCount(0);
});
