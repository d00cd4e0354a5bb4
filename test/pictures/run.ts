import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, expect } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import config from '../../playwright.config.ts';
import { composer } from '../e2e/fixture/page-test.ts';
import { RealApp } from '../e2e/fixture/real-app.ts';
import { startModelServer } from '../peers/model-server.ts';
import { lines, toolFor, wordsFor } from './script.ts';

// Takes the pictures of README.md anew: the built app in rehearsal, its page in a real Chromium.
const folder = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
const size = { width: 400, height: 640 };
const slow = { timeout: 40_000 };
type Scheme = 'light' | 'dark';

await mkdir(folder, { recursive: true });
const browser = await chromium.launch({ ...config.use?.launchOptions });
try {
  await takeRehearsal(browser);
  await takeGuide(browser);
} finally {
  await browser.close();
}

/** A voice message, words at the desk, a question for a yes, and a call with an interruption. */
async function takeRehearsal(own: Browser): Promise<void> {
  await using model = await startModelServer();
  model.words = wordsFor;
  model.toolCall = toolFor;
  await onPage(own, { modelUrl: model.url }, async (page) => {
    await button(page, 'Practise').click();
    const voice = page.getByRole('textbox', { name: /^Practice voice message/u });
    await voice.fill(lines.message);
    await voice.press('Enter');
    await expect(answers(page).first()).toHaveAttribute('data-delivery', 'sent', slow);
    await button(page, 'Practise').click();
    await write(page, lines.question);
    await expect(answers(page).nth(1)).toHaveAttribute('data-delivery', 'sent', slow);
    await take(page, 'thread', ['light', 'dark']);

    await write(page, lines.letter);
    await expect(button(page, 'Yes, do it')).toBeVisible(slow);
    await expect(answers(page).nth(2)).toHaveAttribute('data-delivery', 'sent', slow);
    await take(page, 'approval', ['light']);
    await button(page, 'No').click();
    await page
      .getByRole('article', { name: /^Send this/u })
      .getByRole('button')
      .click();

    await button(page, 'Practise').click();
    const words = page.getByRole('textbox', { name: 'Words of the caller' });
    await words.fill(lines.call);
    await words.press('Enter');
    const captions = page.locator('.captions li[data-by="agent"]');
    await expect(captions.last()).toContainText('Monday afternoon', slow);
    await words.fill(lines.interruption);
    await button(page, 'Interrupt').click();
    await expect(page.locator('.captions s').first()).toBeVisible(slow);
    await button(page, 'Practise').click();
    await take(page, 'call', ['dark']);
    await button(page, 'Hang up').click();
    await write(page, '/turns');
    await expect(page.getByRole('img', { name: /^In all: / })).toBeVisible(slow);
    await take(page, 'turns', ['light']);
  });
}

/** What whoever starts it for the first time sees. */
async function takeGuide(own: Browser): Promise<void> {
  await onPage(own, { modelUrl: null, real: true }, async (page) => {
    await expect(page.getByRole('region', { name: 'Set up Adjutant' })).toBeVisible(slow);
    await expect(page.getByText('Loading…')).toBeHidden(slow);
    await take(page, 'guide', ['light']);
  });
}

async function onPage(
  own: Browser,
  how: { readonly modelUrl: string | null; readonly real?: boolean },
  act: (page: Page) => Promise<void>,
): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'adjutant-pictures-'));
  const app = await RealApp.start({ home, port: 0, ...how });
  const { locale = 'en-GB', timezoneId = 'UTC' } = config.use ?? {};
  const context = await own.newContext({ viewport: size, locale, timezoneId });
  try {
    const page = await context.newPage();
    await page.goto(app.link);
    await act(page);
  } finally {
    await context.close();
    await app.stop();
    await rm(home, { recursive: true, force: true });
  }
}

async function take(page: Page, name: string, schemes: readonly Scheme[]): Promise<void> {
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: `${folder}${name}-${colorScheme}.png`, caret: 'hide' });
  }
  process.stderr.write(`[pictures] ${name}\n`);
}

async function write(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

function button(page: Page, name: string) {
  return page.getByRole('button', { name, exact: true });
}

function answers(page: Page) {
  return page.locator('article[data-direction="out"]');
}
