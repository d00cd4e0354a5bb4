import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';
import { systemBrowser } from './test/fakes/system-browser.ts';

const executablePath = systemBrowser(existsSync) ?? undefined;

const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
// Chromium's own sandbox does not work for root, as in most containers.
const args = process.getuid?.() === 0 ? ['--no-sandbox', ...quiet] : quiet;

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.e2e.ts',
  outputDir: 'test-results/e2e',
  snapshotPathTemplate: '{testDir}/screens/{arg}{ext}',
  workers: 2,
  // They end what hangs, also on a machine that does much else.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: 'line',
  use: {
    launchOptions: { args, ...(executablePath === undefined ? {} : { executablePath }) },
    // Words are asserted, so their language and the days are fixed.
    locale: 'en-GB',
    timezoneId: 'UTC',
  },
});
