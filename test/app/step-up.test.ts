import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from './built-app.ts';
import { PageFrames } from './page-frames.ts';
import { PhoneScene, playedMs } from './phone-scene.ts';
import { until } from './until.ts';

beforeAll(ensureBuilt);

const text = { to: '+15550002000', text: 'I am late.' };

/** Every file of a home that holds one of these words. */
async function filesWith(home: string, words: readonly string[]): Promise<readonly string[]> {
  const entries = await readdir(home, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path, 'latin1');
    if (words.some((word) => bytes.includes(word))) found.push(path);
  }
  return found;
}

test('a call becomes the owner’s by the PIN, and its yes sends a text; the PIN is kept nowhere', async () => {
  await using scene = await PhoneScene.open({
    ADJUTANT_PRIVACY_DIAGNOSTICS: 'true',
    ADJUTANT_LOG: 'debug',
  });
  const { app, peer, model } = scene;
  using page = await PageFrames.enter(app.ready.ui);
  await app.cli(['secret', 'set', 'phone-pin'], { input: '80271' });
  // What the model wants is done only where it may: before the PIN the tool is not even told to it.
  model.toolCall = ({ messages }) =>
    messages.at(-1)?.role === 'user' && messages.at(-1)?.content.includes('Tell Bob') === true
      ? { name: 'send_text_message', args: text }
      : null;
  await scene.talk();
  const said = (): string => peer.said.join(' ');
  scene.says('My PIN is eight zero two seven one.');
  await until('the PIN is right', () => said().includes('Thank you.'));
  await delay(playedMs + 2000);
  scene.says('Tell Bob that I am late.');
  await until('the exact words are read out', () => said().includes('Shall I do that?'), 30_000);
  expect(said()).toContain('I am late.');
  await delay(2 * playedMs + 2000);
  expect(peer.count('POST', /messages$/)).toBe(0);
  scene.says('Yes.');
  await until('the text is sent', () => peer.count('POST', /messages$/) === 1, 30_000);
  await until('it is told', () => said().includes('That is done.'), 30_000);

  const lines = await app.thread();
  const caller = lines.filter(
    ({ channel, direction }) => channel === 'phone' && direction === 'in',
  );
  expect(caller.map(({ principal, text: words }) => `${principal} ${words}`)).toEqual([
    'stranger My PIN is [PIN].',
    'owner Tell Bob that I am late.',
    'owner Yes.',
  ]);
  expect(lines).toContainEqual(
    expect.objectContaining({ channel: 'sms', direction: 'out', text: 'I am late.' }),
  );
  // In the window it stands with the answer, as it was told to a page that was there and as one that is opened reads it.
  const step = /"steps":\[\{[^\]]*"tool":"send_text_message"[^\]]*"state":"done"/;
  expect(await page.ask('state:get', {})).toMatch(step);
  const told = page.frames.filter((frame) => frame.includes('"step-changed"'));
  const turnIds = lines.filter(({ channel }) => channel === 'phone').map(({ turnId }) => turnId);
  const [, stepTurn] = /"turnId":"([^"]+)"/.exec(told.at(-1) ?? '') ?? [];
  expect(turnIds).toContain(stepTurn);
  const pin = ['80271', 'eight zero two', 'zero two seven one'];
  const prompts = JSON.stringify(model.requests);
  for (const words of pin) expect(app.err + prompts).not.toContain(words);
  expect(await filesWith(app.home, pin)).toEqual([]);
});
