import type { Dialog, Notification, ProxyConfig } from 'electron';
import electronUpdater from 'electron-updater';
import type { AppUpdater } from 'electron-updater';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { ProxyRules } from '../base/proxy.ts';
import { proxyUnusable } from '../base/proxy-faults.ts';
import { Updates } from './updates.ts';
import type { FoundListener, UpdateNews, UpdateSource } from './updates.ts';

export type FeedUpdatesOptions = {
  /** Address of the folder with `latest*.yml`. */
  readonly feed: string;
  /** The setting `network.proxy`; null or missing: as the system has it. */
  readonly proxy?: string | null;
  /** How the outside is reached; null or missing: straight. */
  readonly rules?: ProxyRules | null;
  readonly electron: {
    readonly dialog: Pick<Dialog, 'showMessageBox'>;
    readonly Notification: typeof Notification;
  };
  /** Whether the owner may be disturbed now. */
  readonly mayNotify: () => boolean;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Looks for newer versions at a feed until it is closed. */
export function openFeedUpdates(options: FeedUpdatesOptions): Updates {
  const { feed, proxy = null, rules = null, clock, log } = options;
  const updater = electronUpdater.autoUpdater;
  const source = feedSource(updater, feed);
  const config = proxyConfigOf(feed, proxy, rules);
  const check = async (): Promise<string | null> => {
    // Its session is one of its own, and its address is asked for by nobody before it.
    if (config !== null) await updater.netSession.setProxy(config);
    return source.check();
  };
  const news = desktopNews(options);
  return new Updates({ source: { ...source, check }, news, clock, log });
}

/**
 * How Chromium is to reach `feed`; null: as the system says, as it does without us. It never goes to this machine by a
 * proxy. Throws NetworkError where `network.proxy` names none that can be used.
 */
export function proxyConfigOf(
  feed: string,
  proxy: string | null,
  rules: ProxyRules | null,
): ProxyConfig | null {
  const server = rules?.for(new URL(feed)) ?? null;
  if (server === null || server.source !== 'network.proxy') {
    return proxy === null ? null : { mode: 'direct' };
  }
  if (!server.isUsable) throw proxyUnusable(server);
  // Chromium takes no name in there, and a port that is not written is another one for it.
  const scheme = server.isSecure ? 'https' : 'http';
  return { mode: 'fixed_servers', proxyRules: `${scheme}://${server.name}` };
}

/** The part of electron-updater that is used. */
export type Updater = Pick<
  AppUpdater,
  'autoDownload' | 'autoInstallOnAppQuit' | 'logger' | 'setFeedURL' | 'downloadUpdate' | 'on'
> & {
  allowDowngrade: boolean;
  checkForUpdates(): Promise<{
    readonly isUpdateAvailable: boolean;
    readonly updateInfo: { readonly version: string };
  } | null>;
};

/** electron-updater, with everything off that it does by itself. */
export function feedSource(updater: Updater, feed: string): UpdateSource {
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.allowDowngrade = false;
  // It would tell addresses and paths on standard output.
  updater.logger = null;
  // What it emits is what its promises reject with; without a listener it would be thrown.
  updater.on('error', () => {});
  updater.setFeedURL({ provider: 'generic', url: feed });
  const check = async (): Promise<string | null> => {
    const found = await updater.checkForUpdates();
    return found?.isUpdateAvailable ? found.updateInfo.version : null;
  };
  let isHeld = false;
  return {
    check,
    fetch: async (version) => {
      // What it downloads is what it found last, and a day may lie between the news and the yes.
      if ((await check()) !== version) throw new Error('the feed has another version by now');
      if (isHeld) throw new Error('the app is about to start anew');
      // Only now: on a quit before, nothing that lies in its cache is installed.
      updater.autoInstallOnAppQuit = true;
      await updater.downloadUpdate();
    },
    hold: () => {
      isHeld = true;
      updater.autoInstallOnAppQuit = false;
    },
  };
}

/** Its cards come by the same rules as every other notification; `mayNotify` says whether now. */
export function desktopNews({
  electron: { dialog, Notification: Card },
  mayNotify,
}: Pick<FeedUpdatesOptions, 'electron' | 'mayNotify'>): UpdateNews {
  // A card that nothing holds is collected, and its click with it.
  const held = new Set<Notification>();
  const show = (body: string, listener?: FoundListener): void => {
    if (!Card.isSupported() || !mayNotify()) return;
    const card = new Card({ title: 'Adjutant', body });
    held.add(card);
    if (listener) {
      card.on('show', listener.onShown);
      card.on('click', listener.onWanted);
    }
    card.on('close', () => held.delete(card));
    card.show();
  };
  return {
    found: (version, listener) =>
      show(`Adjutant ${version} is there. Click to decide about it.`, listener),
    ask: async (version) => {
      const { response } = await dialog.showMessageBox({
        type: 'question',
        message: `Adjutant ${version} is there.`,
        detail: 'It is fetched now and installed when you quit Adjutant. Nothing else changes.',
        buttons: ['Not now', 'Fetch and install when I quit'],
        defaultId: 0,
        cancelId: 0,
        noLink: true,
      });
      return response === 1;
    },
    fetched: (version) => show(`Adjutant ${version} will be installed when you quit.`),
    failed: (version) => show(`Adjutant ${version} could not be fetched. Nothing was changed.`),
  };
}
