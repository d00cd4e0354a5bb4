import { notAllowedReason } from '../../shared/sender.ts';
import { picture } from './fixture/picture.ts';
import { expect, test } from './fixture/page-test.ts';
import { message, snapshot } from './fixture/snapshots.ts';
import { violationsOf } from './fixture/violations.ts';

test.use({ viewport: { width: 360, height: 640 } });

const refused = message({
  ...{ id: '1', channel: 'carbonvoice', principal: 'stranger', author: 'user-5d2f0c5e-8a57-4a0e' },
  ...{ text: 'May I ask something?', delivery: 'ignored', reason: notAllowedReason },
});
const untagged = message({
  ...{ id: '2', channel: 'carbonvoice', principal: 'trusted', author: 'friend' },
  ...{ text: 'To all of you.', delivery: 'ignored', reason: 'The agent is not tagged.' },
});

test('a sender who was ignored is let in from their message, by keyboard as well', async ({
  page,
  show,
}) => {
  const { scene, server } = await show(snapshot({ messages: [refused, untagged] }));
  const allow = page.getByRole('button', { name: 'Allow this sender' });
  await expect(allow).toHaveCount(1);
  await allow.press('Enter');
  const question = page.getByRole('group', { name: /Let user-5d2f0c5e-8a57-4a0e write/ });
  await expect(question.getByRole('button', { name: 'Allow and answer' })).toBeFocused();
  for (const [colorScheme, width] of [
    ['light', 360],
    ['dark', 360],
    ['light', 1280],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 640 });
    await picture(page, `senders-${width}-${colorScheme}`);
    expect(await violationsOf(page)).toEqual([]);
    const isWider = await page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
    expect(isWider).toBe(false);
  }
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(allow).toBeFocused();
  await allow.click();
  scene.script = (name) =>
    name === 'senders:allow'
      ? { ok: true, value: { senderId: refused.author, answered: 1, recent: 1 } }
      : null;
  await question.getByRole('button', { name: 'Allow and answer' }).click();
  await expect
    .poll(() => scene.requests.at(-1))
    .toEqual({ name: 'senders:allow', payload: { senderId: refused.author, answer: true } });
  server.change({ type: 'allowed-changed', allowedSenders: [refused.author] });
  await expect(allow).toBeHidden();
  await expect(question).toBeHidden();
});

test('why a sender could not be let in is said beside the question', async ({ page, show }) => {
  const { scene } = await show(snapshot({ messages: [refused] }));
  const message = 'The variable ADJUTANT_CARBONVOICE_ALLOW fixes who may write.';
  const error = { code: 'ALLOW_FIXED', message, remedy: '', retryable: false };
  scene.script = (name) => (name === 'senders:allow' ? { ok: false, error } : null);
  await page.getByRole('button', { name: 'Allow this sender' }).click();
  await page.getByRole('button', { name: 'Allow only' }).click();
  await expect(page.getByRole('alert')).toHaveText(`Not allowed: ${message}`);
});
