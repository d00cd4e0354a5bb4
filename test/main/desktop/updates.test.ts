import { expect, test } from 'vitest';
import { silentLogger } from '../../../main/base/log.ts';
import { feedSource } from '../../../main/desktop/feed-updates.ts';
import type { Updater } from '../../../main/desktop/feed-updates.ts';
import { Updates } from '../../../main/desktop/updates.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const day = 24 * 60 * 60_000;
const minute = 60_000;

function scene(given: { readonly answers?: (string | null | Error)[]; readonly yes?: boolean }) {
  const { answers = ['2.0.0'], yes = true } = given;
  const clock = new FakeClock();
  const done: string[] = [];
  let wanted = (): void => {};
  let fetchFails = false;
  const updates = new Updates({
    source: {
      check: async () => {
        done.push('check');
        const answer = answers.length > 1 ? answers.shift() : answers[0];
        if (answer instanceof Error) throw answer;
        return answer ?? null;
      },
      fetch: async () => {
        done.push('fetch');
        if (fetchFails) throw new Error('gone');
      },
    },
    news: {
      found: (version, onWanted) => {
        done.push(`found ${version}`);
        wanted = onWanted;
      },
      ask: async (version) => {
        done.push(`ask ${version}`);
        return yes;
      },
      fetched: (version) => void done.push(`fetched ${version}`),
      failed: (version) => void done.push(`failed ${version}`),
    },
    clock,
    log: silentLogger,
  });
  const click = async (): Promise<void> => {
    wanted();
    await clock.advanceAsync(0);
  };
  return { clock, done, updates, click, failFetch: () => (fetchFails = true) };
}

test('looks once a day, a minute after the start, and tells of each version once', async () => {
  const { clock, done } = scene({ answers: [null, '2.0.0', '2.0.0', '2.1.0', '2.1.0'] });
  await clock.advanceAsync(minute - 1);
  expect(done).toEqual([]);
  await clock.advanceAsync(1);
  for (let days = 0; days < 4; days += 1) await clock.advanceAsync(day);
  const looks = done.filter((what) => what === 'check');
  expect(looks).toHaveLength(5);
  expect(done.filter((what) => what !== 'check')).toEqual(['found 2.0.0', 'found 2.1.0']);
});

test('fetches nothing without a yes', async () => {
  const { clock, done, click } = scene({ yes: false });
  await clock.advanceAsync(minute);
  expect(done).toEqual(['check', 'found 2.0.0']);
  await click();
  expect(done).toEqual(['check', 'found 2.0.0', 'ask 2.0.0']);
});

test('fetches after a yes, once, however often it is clicked', async () => {
  const { clock, done, click } = scene({});
  await clock.advanceAsync(minute);
  await Promise.all([click(), click()]);
  expect(done).toEqual(['check', 'found 2.0.0', 'ask 2.0.0', 'fetch', 'fetched 2.0.0']);
});

test('tells when it cannot be fetched, and can be asked again', async () => {
  const { clock, done, click, failFetch } = scene({});
  failFetch();
  await clock.advanceAsync(minute);
  await click();
  await click();
  expect(done.filter((what) => what.startsWith('failed'))).toHaveLength(2);
});

test('outlives a feed that does not answer', async () => {
  const { clock, done } = scene({ answers: [new Error('no such host'), '2.0.0'] });
  await clock.advanceAsync(minute);
  expect(done).toEqual(['check']);
  await clock.advanceAsync(day);
  expect(done).toEqual(['check', 'check', 'found 2.0.0']);
});

test('does nothing any more once it is closed', async () => {
  const { clock, done, updates, click } = scene({});
  await clock.advanceAsync(minute);
  updates.close();
  updates.close();
  await click();
  await clock.advanceAsync(3 * day);
  expect(done).toEqual(['check', 'found 2.0.0']);
});

test('what the updater would do by itself is off until the owner has said yes', async () => {
  const done: string[] = [];
  const updater = {
    ...{ autoDownload: true, autoInstallOnAppQuit: true, allowDowngrade: true, logger: console },
    on: () => updater,
    setFeedURL: (feed: unknown) => void done.push(JSON.stringify(feed)),
    checkForUpdates: async () => {
      const state = { download: updater.autoDownload, install: updater.autoInstallOnAppQuit };
      done.push(JSON.stringify(state));
      return { isUpdateAvailable: true, updateInfo: { version: '2.0.0' } };
    },
    downloadUpdate: async () => {
      done.push(`install on quit: ${updater.autoInstallOnAppQuit}`);
      return [];
    },
  };
  const source = feedSource(updater as unknown as Updater, 'https://updates.example/adjutant');
  expect(await source.check()).toBe('2.0.0');
  await source.fetch();
  expect(done).toEqual([
    '{"provider":"generic","url":"https://updates.example/adjutant"}',
    '{"download":false,"install":false}',
    'install on quit: true',
  ]);
  expect(updater.logger).toBeNull();
  expect(updater.allowDowngrade).toBe(false);
});
