/** Playwright's own browsers cannot be fetched everywhere, so the system's is used where there is one. */
const systemBrowsers = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The path of a Chromium or Chrome of this machine; null where there is none. */
export function systemBrowser(isThere: (path: string) => boolean): string | null {
  return process.env['ADJUTANT_TEST_BROWSER'] ?? systemBrowsers.find(isThere) ?? null;
}
