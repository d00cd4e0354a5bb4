import type { CallView } from '../../shared/call-status.ts';
import { briefs, recentCalls } from './fixture/call-looks.ts';
import { expect, test } from './fixture/page-test.ts';
import { message, snapshot } from './fixture/snapshots.ts';

test.use({ viewport: { width: 400, height: 640 } });

const long = Array.from({ length: 60 }, (_, index) =>
  message({ id: `f${index}`, at: Date.UTC(2026, 10, 20, 11, 40, index), text: `Later ${index}` }),
);

test('a point of a brief leads to its words by keyboard, and they stand out for a moment', async ({
  page,
  show,
}) => {
  const [said, promised, brief] = briefs.messages;
  const early = [said, promised].flatMap((line) => (line ? [line] : []));
  const { scene } = await show(
    snapshot({
      hasOlder: true,
      messages: [...long, ...(brief ? [{ ...brief, at: Date.UTC(2026, 10, 20, 12) }] : [])],
    }),
  );
  // The words are further back than what is loaded.
  scene.history = early;
  const card = page.getByRole('article', { name: /Brief of the call with \+4915155500012/ });
  await expect(card).toContainText('3 min 12 s · 3 min 10 s transcribed · 840 characters spoken');
  const link = card.getByRole('button', { name: 'Show where it was said: Somebody calls back' });
  await link.focus();
  await page.keyboard.press('Enter');
  const words = page.getByText('I will pass that on, and somebody will call you back today.');
  await expect(words).toBeInViewport();
  const row = page.locator('[data-message-id="b2"]');
  await expect(row).toBeFocused();
  await expect(row).toHaveAttribute('data-lit', 'true');
  await expect(row).toHaveAttribute('data-lit', 'false');
  await expect(words).toBeInViewport();
});

test('recent calls tell how they came out and lead to their briefs', async ({ page, show }) => {
  const { scene, server } = await show(snapshot({ messages: [...briefs.messages, ...long] }));
  scene.recentCalls = recentCalls.slice(0, 2);
  await page.getByRole('button', { name: 'Call', exact: true }).click();
  const list = page.getByRole('region', { name: 'Recent calls' });
  await expect(list.getByRole('listitem')).toHaveText([/To \+14155550123.*busy/, /answered/]);
  scene.recentCalls = recentCalls;
  server.change({ type: 'calls-changed', calls: [] });
  await list.getByRole('button', { name: 'Brief of the call with +4915155500012' }).click();
  await expect(page.getByText('Somebody calls back today.')).toBeInViewport();
});

test('a call that nobody answered says how it ended', async ({ page, show }) => {
  const call: CallView = {
    ...{ callId: 'k2', direction: 'outgoing', number: '+14155550123', principal: 'trusted' },
    ...{ state: 'over', startedAt: 0, endedAt: 5000, muted: false, trouble: null },
    ...{ captions: [], outcome: 'no-answer', answered: false, handOver: null },
  };
  await show(snapshot({ calls: [call] }));
  const panel = page.getByRole('region', { name: 'Call with +14155550123' });
  await expect(panel).toContainText('No answer.');
  await expect(panel).not.toContainText('Nothing was said');
});
