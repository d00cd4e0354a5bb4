import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../../app/built-app.ts';
import { answeredBy, ask, launchDesktop, practiceCall, temporaryHome } from './launch-desktop.ts';

const shortcut = 'CommandOrControl+Shift+Space';
const talkKey = 'CommandOrControl+Shift+J';
/** With services, so that there is something to close; a start is half as dear without. */
const rehearsed = ['--rehearsal'];
/** Ends what hangs. */
const soon = { timeout: 40_000 };

beforeAll(ensureBuilt);

test('the tray ends the app with 0, and leaves nothing open behind', async () => {
  const home = temporaryHome();
  const desktop = launchDesktop(home, rehearsed);
  await desktop.until('visible');
  await desktop.do('request', 'state:get', {});
  desktop.do('choose', 'quit').catch(() => 'the answer may be overtaken by the end');
  expect(await desktop.ended()).toBe(0);
  expect(desktop.all('shortcut-removed')).toEqual([shortcut, talkKey]);
  expect(desktop.all('tray-destroyed')).toHaveLength(1);
  expect(desktop.all('window-destroyed')).toHaveLength(1);
  expect(desktop.output).toBe('');
  // A store or a socket that was not closed leaves its journal or its address.
  const files = readdirSync(home, { recursive: true }).map(String);
  expect(files).toContainEqual(expect.stringMatching(/\.db$/));
  expect(files.filter((file) => /-(wal|shm|journal)$|\.sock$/.test(file))).toEqual([]);
});

test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it in order', async (signal) => {
  const desktop = launchDesktop(temporaryHome(), ['--hidden', ...rehearsed]);
  await desktop.until('tray');
  desktop.kill(signal);
  expect(await desktop.ended()).toBe(0);
  expect(desktop.all('tray-destroyed')).toHaveLength(1);
});

test('a signal while it is still starting ends it in order too', async () => {
  const desktop = launchDesktop(temporaryHome());
  await desktop.until('path');
  // Told before the runtime is ready, and so long before there is an app.
  desktop.kill('SIGTERM');
  expect(await desktop.ended()).toBe(0);
});

test('the end of the computer ends it in order, and what a terminal would have shown is in the home', async () => {
  const home = temporaryHome();
  const desktop = launchDesktop(home, ['--hidden']);
  await desktop.until('tray');
  desktop.do('power', 'shutdown').catch(() => 'the answer may be overtaken by the end');
  expect(await desktop.ended()).toBe(0);
  const logged = readFileSync(join(home, 'adjutant.log'), 'utf8');
  expect([logged, desktop.errors]).toEqual([expect.stringContaining('"part":"app.'), logged]);
});

test('a second start shows the window of the first, says so in one line and exits with 0', async () => {
  const home = temporaryHome();
  const first = launchDesktop(home, ['--hidden']);
  await first.until('page-loaded');
  const second = launchDesktop(home);
  expect(await second.ended()).toBe(0);
  expect(second.output).toBe(`${JSON.stringify({ event: 'handed-over', pid: first.pid })}\n`);
  expect(await first.until('visible')).toBe(true);
  expect(second.all('window')).toEqual([]);
});

test('a home whose owner was killed is taken over', async () => {
  const home = temporaryHome();
  const killed = launchDesktop(home, ['--hidden']);
  await killed.until('tray');
  killed.kill('SIGKILL');
  await killed.exited;
  const next = launchDesktop(home, ['--hidden']);
  await next.until('tray');
  await next.until('page-loaded');
  expect(await next.do('request', 'state:get', {})).toMatchObject({ ok: true });
});

test('a key that another app holds is told in the tray, and the app starts all the same', async () => {
  const desktop = launchDesktop(temporaryHome(), ['--hidden'], { DOUBLE_TAKEN_KEY: shortcut });
  expect(await desktop.until('tray-menu')).toContain(
    `${shortcut} is not available: choose another shortcut in the settings`,
  );
});

test('where no tray can be made the window is shown, and the app stays up', async () => {
  const desktop = launchDesktop(temporaryHome(), ['--hidden'], { DOUBLE_NO_TRAY: 'yes' });
  expect(await desktop.until('visible')).toBe(true);
  expect(desktop.errors).toContain('no icon in the tray');
  expect(await desktop.do('request', 'desktop:view', {})).toMatchObject({
    value: { desktop: { tray: false, keys: { toggle: 'unseen', talk: 'unseen' } } },
  });
});

test('a home that cannot be is told in a box with what to do, and ends the start with 1', async () => {
  const desktop = launchDesktop('/proc/version/home');
  expect(await desktop.ended()).toBe(1);
  expect(desktop.all('error-box')).toEqual([
    { title: 'Adjutant cannot start', content: expect.stringContaining('Choose another') },
  ]);
  expect(desktop.all('window')).toEqual([]);
});

test('an option that does not exist is told in one line, with 2', async () => {
  const desktop = launchDesktop(temporaryHome(), ['--hiden']);
  expect(await desktop.ended()).toBe(2);
  expect(desktop.errors).toContain('--hiden');
  expect(desktop.errors.trim().split('\n')).toHaveLength(1);
});

test('sleep and wake of the machine are told to the app', async () => {
  const desktop = launchDesktop(temporaryHome(), ['--hidden'], { ADJUTANT_LOG: 'info' });
  await desktop.until('tray');
  await desktop.do('power', 'suspend');
  await expect.poll(() => desktop.errors, soon).toContain('the machine is about to sleep');
  await desktop.do('power', 'resume');
  await expect.poll(() => desktop.errors, soon).toContain('the machine woke');
});

test('a call is ended before the machine sleeps, and who calls then gets the mailbox', async () => {
  const desktop = launchDesktop(temporaryHome(), ['--hidden', ...rehearsed]);
  await desktop.until('page-loaded');
  await practiceCall(desktop);
  await desktop.until('tooltip', (text) => text === 'Adjutant is on a call');
  await desktop.until('kept-awake', (kind) => kind === 'prevent-app-suspension');
  // The lid is closed all the same: nobody is left on a line that will be silent.
  await desktop.do('power', 'suspend');
  await desktop.until('may-sleep');
  await answeredBy(desktop, 'mailbox');
  await desktop.do('power', 'resume');
  await answeredBy(desktop, 'adjutant');
  const state = async () => JSON.stringify(await ask(desktop, 'state:get', {}));
  await expect.poll(state, soon).toContain('this side hung up');
});

test('a call is seen in the tray and told, and a quit in the midst of it says goodbye in time', async () => {
  const desktop = launchDesktop(temporaryHome(), ['--hidden', ...rehearsed], {
    ADJUTANT_LOG: 'info',
  });
  await desktop.until('page-loaded');
  await practiceCall(desktop);
  await desktop.until('tooltip', (text) => text === 'Adjutant is on a call');
  await desktop.until('notification', (look) => {
    const { title } = look as { readonly title: string };
    return title === 'Incoming call';
  });
  desktop.do('choose', 'quit').catch(() => 'the answer may be overtaken by the end');
  expect(await desktop.ended()).toBe(0);
  // Said when a step did not end by itself.
  expect(desktop.errors).not.toMatch(/took longer|not closed in order/);
  expect(desktop.all('tray-destroyed')).toHaveLength(1);
});
