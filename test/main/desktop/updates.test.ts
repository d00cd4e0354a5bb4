import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { silentLogger } from '../../../main/base/log.ts';
import { createRules } from '../../../main/base/proxy.ts';
import type { ProxyParts } from '../../../main/base/proxy.ts';
import { desktopNews, feedSource, proxyConfigOf } from '../../../main/desktop/feed-updates.ts';
import type { FeedUpdatesOptions, Updater } from '../../../main/desktop/feed-updates.ts';
import { Updates } from '../../../main/desktop/updates.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const day = 24 * 60 * 60_000;
const hour = 60 * 60_000;
const minute = 60_000;

function scene(given: { readonly answers?: (string | null | Error)[]; readonly yes?: boolean }) {
  const { answers = ['2.0.0'], yes = true } = given;
  const clock = new FakeClock();
  const done: string[] = [];
  let wanted = (): void => {};
  let fetchFails = false;
  let disturbs = true;
  const updates = new Updates({
    source: {
      check: async () => {
        done.push('check');
        const answer = answers.length > 1 ? answers.shift() : answers[0];
        if (answer instanceof Error) throw answer;
        return answer ?? null;
      },
      fetch: async (version) => {
        done.push(`fetch ${version}`);
        if (fetchFails) throw new Error('gone');
      },
      hold: () => void done.push('hold'),
    },
    news: {
      found: (version, listener) => {
        if (!disturbs) return;
        done.push(`found ${version}`);
        wanted = listener.onWanted;
        listener.onShown();
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
  const disturb = (may: boolean): void => void (disturbs = may);
  return { clock, done, updates, click, disturb, failFetch: () => (fetchFails = true) };
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
  expect(done).toEqual(['check', 'found 2.0.0', 'ask 2.0.0', 'fetch 2.0.0', 'fetched 2.0.0']);
});

test('tells when it cannot be fetched, and can be asked again', async () => {
  const { clock, done, click, failFetch } = scene({});
  failFetch();
  await clock.advanceAsync(minute);
  await click();
  await click();
  expect(done.filter((what) => what.startsWith('failed'))).toHaveLength(2);
});

test('tells later what could not be told, without asking the feed for it', async () => {
  const { clock, done, disturb } = scene({ answers: ['2.0.0'] });
  disturb(false);
  await clock.advanceAsync(minute);
  await clock.advanceAsync(8 * hour);
  expect(done).toEqual(['check']);
  disturb(true);
  await clock.advanceAsync(hour);
  await clock.advanceAsync(8 * hour);
  expect(done).toEqual(['check', 'found 2.0.0']);
});

test('tells only of the newest that it could not tell', async () => {
  const { clock, done, disturb } = scene({ answers: ['2.0.0', '2.1.0', null] });
  disturb(false);
  await clock.advanceAsync(minute);
  await clock.advanceAsync(day);
  disturb(true);
  await clock.advanceAsync(hour);
  await clock.advanceAsync(day);
  expect(done.filter((what) => what !== 'check')).toEqual(['found 2.1.0']);
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

/** The updater with a feed whose newest version can change. */
function openFeed() {
  const done: string[] = [];
  const feed = { version: '2.0.0' };
  const updater = {
    ...{ autoDownload: true, autoInstallOnAppQuit: true, allowDowngrade: true, logger: console },
    on: () => updater,
    setFeedURL: (feed: unknown) => void done.push(JSON.stringify(feed)),
    checkForUpdates: async () => {
      const state = { download: updater.autoDownload, install: updater.autoInstallOnAppQuit };
      done.push(JSON.stringify(state));
      return { isUpdateAvailable: true, updateInfo: { version: feed.version } };
    },
    downloadUpdate: async () => {
      done.push(`install on quit: ${updater.autoInstallOnAppQuit}`);
      return [];
    },
  };
  const source = feedSource(updater as unknown as Updater, 'https://updates.example/adjutant');
  return { done, feed, updater, source };
}

test('what the updater would do by itself is off until the owner has said yes', async () => {
  const { done, updater, source } = openFeed();
  expect(await source.check()).toBe('2.0.0');
  await source.fetch('2.0.0');
  expect(done).toEqual([
    '{"provider":"generic","url":"https://updates.example/adjutant"}',
    '{"download":false,"install":false}',
    '{"download":false,"install":false}',
    'install on quit: true',
  ]);
  expect(updater.logger).toBeNull();
  expect(updater.allowDowngrade).toBe(false);
});

function configFor(setting: string | null, env: ProxyParts['env'] = {}) {
  const rules = createRules({ setting, env, password: () => Promise.resolve(null) });
  const feed = 'https://updates.example/adjutant';
  return proxyConfigOf(feed, setting === '' ? null : setting, rules);
}

test.each([
  [null, null],
  ['off', { mode: 'direct' }],
  ['http://proxy.example', { mode: 'fixed_servers', proxyRules: 'http://proxy.example:80' }],
  ['https://anna@[fd00::1]', { mode: 'fixed_servers', proxyRules: 'https://[fd00::1]:443' }],
  ['http://proxy.example:3128', { mode: 'fixed_servers', proxyRules: 'http://proxy.example:3128' }],
])('a feed is asked by the proxy that is set: %s', (setting, config) => {
  expect(configFor(setting, { HTTPS_PROXY: 'http://system.example:1' })).toEqual(config);
});

test('a feed that is excepted is asked straight, and by no proxy in the place of one that is not taken', () => {
  const env = { NO_PROXY: '.example' };
  expect(configFor('http://proxy.example:3128', env)).toEqual({ mode: 'direct' });
  expect(() => configFor('')).toThrow('What network.proxy names is no proxy');
});

test('a yes to one version fetches no other one', async () => {
  const { done, feed, updater, source } = openFeed();
  expect(await source.check()).toBe('2.0.0');
  feed.version = '2.1.0';
  await expect(source.fetch('2.0.0')).rejects.toThrow('another version');
  expect(done.filter((what) => what.startsWith('install'))).toEqual([]);
  expect(updater.autoInstallOnAppQuit).toBe(false);
});

test('before a restart, what was fetched is held back, and nothing more is fetched', async () => {
  const { updater, source } = openFeed();
  await source.fetch('2.0.0');
  expect(updater.autoInstallOnAppQuit).toBe(true);
  source.hold();
  expect(updater.autoInstallOnAppQuit).toBe(false);
  await expect(source.fetch('2.0.0')).rejects.toThrow('start anew');
  expect(updater.autoInstallOnAppQuit).toBe(false);
});

test('a card comes only when the owner may be disturbed, and counts once the system shows it', () => {
  const cards: EventEmitter[] = [];
  class Card extends EventEmitter {
    static readonly isSupported = (): boolean => true;
    show(): void {
      cards.push(this);
    }
  }
  const parts = { Notification: Card } as unknown as FeedUpdatesOptions['electron'];
  let may = false;
  const news = desktopNews({ electron: parts, mayNotify: () => may });
  const heard: string[] = [];
  const listener = {
    onShown: () => void heard.push('shown'),
    onWanted: () => void heard.push('wanted'),
  };
  const tellAll = (): void => {
    news.found('2.0.0', listener);
    news.fetched('2.0.0');
    news.failed('2.0.0');
  };
  tellAll();
  expect(cards).toHaveLength(0);
  may = true;
  tellAll();
  expect(cards).toHaveLength(3);
  expect(heard).toEqual([]);
  for (const card of cards) card.emit('show');
  cards[0]?.emit('click');
  expect(heard).toEqual(['shown', 'wanted']);
});
