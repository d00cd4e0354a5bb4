import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { ModelServer } from './fixture/model-server.ts';
import { picture } from './fixture/picture.ts';
import { RealApp } from './fixture/real-app.ts';
import { violationsOf } from './fixture/violations.ts';

// One call after the other in one app, as its owner has them.
test.describe.configure({ mode: 'serial' });

const caller = '+12025550123';
const callee = '+12025550101';
const busy = '+12025550102';
const story =
  'Once upon a time there was a very old clock in a tower. It had not rung for a hundred years. ' +
  'One winter a girl climbed all of the stairs to look at it, and she found a letter there.';
const slow = { timeout: 40_000 };

let home: string;
let model: ModelServer;
let app: RealApp;
let page: Page;
let complaints: string[];

test.beforeAll(async ({ browser }) => {
  home = await mkdtemp(join(tmpdir(), 'adjutant-e2e-'));
  model = new ModelServer();
  app = await RealApp.start({ home, port: 0, modelUrl: await model.open() });
  // Axe opens a page of its own, for which a context is needed.
  const context = await browser.newContext({ viewport: { width: 400, height: 760 } });
  page = await context.newPage();
  complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(app.link);
  await page.getByRole('button', { name: 'Practise' }).click();
});

test.afterAll(async () => {
  await page.context().close();
  await app.stop();
  await model.close();
  await rm(home, { recursive: true, force: true });
});

test.afterEach(() => {
  expect(complaints).toEqual([]);
});

function panel(number: string) {
  return page.getByRole('region', { name: `Call with ${number}` });
}

function captions(number: string, by: 'caller' | 'agent' | 'owner') {
  return panel(number).locator(`.captions li[data-by="${by}"]`);
}

async function asCaller(text: string, how: 'Start a call' | 'Say' | 'Interrupt'): Promise<void> {
  await page.getByRole('textbox', { name: 'Words of the caller' }).fill(text);
  await page.locator('.practice-phone').getByRole('button', { name: how, exact: true }).click();
}

async function dial(number: string): Promise<void> {
  const form = page.getByRole('form', { name: 'Call somebody' });
  if (!(await form.isVisible())) await page.getByRole('button', { name: 'Call' }).first().click();
  await form.getByRole('textbox', { name: 'Number' }).fill(number);
  await form.getByRole('button', { name: 'Call now' }).click();
}

async function handOver(number: string, target: string, sentence: string): Promise<void> {
  await panel(number).getByRole('button', { name: 'Hand over' }).click();
  const form = page.getByRole('form', { name: 'Hand this call over' });
  const to = form.getByRole('textbox', { name: 'To', exact: true });
  await expect(to).toBeFocused();
  await to.fill(target);
  await form.getByRole('textbox', { name: /^What the caller/ }).fill(sentence);
  await form.getByRole('button', { name: 'Connect' }).click();
}

/** Nothing is out of reach in any size, and nothing is against the rules in either scheme. */
async function look(name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const width of [1280, 360, 400]) {
      await page.setViewportSize({ width, height: 760 });
      const beyond = await page
        .locator('.call, .calls')
        .evaluateAll((parts) => parts.filter((one) => one.scrollWidth > one.clientWidth).length);
      expect(beyond, `${name} at ${width} px`).toBe(0);
      await picture(page, `live-${name}-${width}-${colorScheme}`);
    }
    expect(await violationsOf(page)).toEqual([]);
  }
}

test('a number that is not dialled is refused in the dialler, with the reason', async () => {
  await dial('+19002345678');
  await expect(page.getByRole('alert')).toHaveText(/Not done: .*such numbers are not called/);
  await expect(page.locator('.call')).toHaveCount(0);
});

test('what both sides say is shown as it comes', async () => {
  model.parts = [story];
  await asCaller('', 'Start a call');
  await expect(panel(caller).locator('.call-state')).toHaveText('live', slow);
  await expect(captions(caller, 'agent').first()).toContainText('an AI assistant', slow);
  await expect(captions(caller, 'agent')).toHaveCount(2, slow);
  await asCaller('Please tell me a nice old story.', 'Say');
  await expect(captions(caller, 'caller').first()).toHaveAttribute('data-final', 'false', slow);
  await expect(captions(caller, 'caller').first()).toHaveText(/Please tell me a nice old story\./);
  await expect(captions(caller, 'caller').first()).toHaveAttribute('data-final', 'true');
  await expect(captions(caller, 'agent').nth(2)).toContainText('Once upon a time', slow);
});

test('what was not heard because the caller spoke is marked, in the call and in the thread', async () => {
  await page.waitForTimeout(700);
  model.parts = ['It is noon.'];
  await asCaller('Sorry, what time is it now?', 'Interrupt');
  await expect(panel(caller).locator('.captions s').first()).toBeVisible(slow);
  await expect(captions(caller, 'agent').last()).toContainText('It is noon.', slow);
  const cut = page.getByRole('article').filter({ hasText: 'Once upon a time' });
  await expect(cut).toContainText(/Interrupted (here|before)/, slow);
});

test('the owner’s words are said, and marked as theirs', async () => {
  const words = panel(caller).getByRole('textbox', { name: 'Words to say or note' });
  await words.fill('The office closes at six.');
  await words.press('Enter');
  await expect(captions(caller, 'owner')).toContainText('The office closes at six.', slow);
  await expect(words).toHaveValue('');
});

test('a muted agent listens and says nothing, until it is unmuted', async () => {
  await panel(caller).getByRole('button', { name: 'Mute agent' }).click();
  await expect(panel(caller)).toContainText('muted');
  model.parts = ['I was unmuted.'];
  const before = await captions(caller, 'agent').count();
  await asCaller('Are you still there?', 'Say');
  await expect(captions(caller, 'caller').last()).toHaveText(/Are you still there\?/, slow);
  await expect(captions(caller, 'caller').last()).toHaveAttribute('data-final', 'true', slow);
  await page.waitForTimeout(1500);
  expect(await captions(caller, 'agent').count()).toBe(before);
  await panel(caller).getByRole('button', { name: 'Unmute agent' }).click();
  await asCaller('Hello again.', 'Say');
  await expect(captions(caller, 'agent').last()).toContainText('I was unmuted.', slow);
});

test('a note stands in the thread, and nobody on the line hears it', async () => {
  await panel(caller).getByRole('textbox', { name: 'Words to say or note' }).fill('Call back.');
  await panel(caller).getByRole('button', { name: 'Note' }).click();
  await expect(panel(caller)).toContainText('Noted in the thread.');
  await expect(page.getByRole('article').filter({ hasText: 'Note: Call back.' })).toBeVisible();
  await expect(panel(caller).locator('.captions')).not.toContainText('Call back.');
});

test('two calls stand side by side, each with its own captions', async () => {
  await dial(callee);
  await expect(panel(callee)).toContainText('Waiting for an answer.', slow);
  await expect(panel(callee).locator('.call-state')).toHaveText('live', slow);
  await expect(captions(callee, 'agent').first()).toContainText('an AI assistant', slow);
  await expect(panel(callee)).not.toContainText('Hello again.');
  await look('two-calls');
});

test('a call to a busy number is said to be over without an answer', async () => {
  await dial(busy);
  await expect(panel(busy)).toContainText('Busy.', slow);
  await expect(panel(busy).locator('.call-state')).toHaveText('ended');
  await expect(panel(busy).getByRole('button')).toHaveCount(0);
});

test('a call is not handed over to a number that is not dialled', async () => {
  await handOver(caller, '+19002345678', '');
  await expect(panel(caller).getByRole('alert')).toHaveText(/such numbers are not called/);
  await look('hand-over-form');
  await panel(caller).getByRole('button', { name: 'Hand over' }).click();
});

test('whoever is busy does not take the call: the agent is back on the line', async () => {
  await handOver(caller, busy, 'I will try to reach Ada for you.');
  await expect(panel(caller)).toContainText('The caller is told', slow);
  await expect(captions(caller, 'agent').last()).toContainText('I will try to reach Ada', slow);
  await expect(captions(caller, 'agent').last()).toContainText('the line is busy', slow);
  await expect(panel(caller).getByRole('button', { name: 'Hand over' })).toBeVisible();
});

test('whoever answers takes the call, and nobody listens any more', async () => {
  await expect(captions(caller, 'agent').last()).toContainText('What else', slow);
  await handOver(caller, 'extension:100', '');
  await expect(panel(caller)).toContainText('Calling extension 100', slow);
  await expect(panel(caller).locator('.call-state')).toHaveText('handed over', slow);
  await expect(panel(caller).getByRole('button', { name: /^(Mute|Unmute|Hand over)/ })).toHaveCount(
    0,
  );
  const notes = page.getByRole('article').filter({ hasText: 'Handed over to extension 100.' });
  await expect(notes).toBeVisible();
  await look('handed-over');
});

test('hanging up ends a call, which stays in sight for a while', async () => {
  await panel(callee).getByRole('button', { name: 'Hang up' }).click();
  await expect(panel(callee).locator('.call-state')).toHaveText('ended', slow);
  const stopped = await panel(callee).getByRole('timer').textContent();
  await page.waitForTimeout(1200);
  expect(await panel(callee).getByRole('timer').textContent()).toBe(stopped);
  await panel(caller).getByRole('button', { name: 'Hang up' }).click();
  await expect(panel(caller).locator('.call-state')).toHaveText('ended', slow);
  await expect(page.locator('.call')).toHaveCount(0, slow);
});
