import type { Dialog, Notification } from 'electron';
import electronUpdater from 'electron-updater';
import type { AppUpdater } from 'electron-updater';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { Updates } from './updates.ts';
import type { UpdateNews, UpdateSource } from './updates.ts';

export type FeedUpdatesOptions = {
  /** Address of the folder with `latest*.yml`. */
  readonly feed: string;
  readonly electron: {
    readonly dialog: Pick<Dialog, 'showMessageBox'>;
    readonly Notification: typeof Notification;
  };
  readonly clock: Clock;
  readonly log: Logger;
};

/** Looks for newer versions at a feed until it is closed. */
export function openFeedUpdates({ feed, electron, clock, log }: FeedUpdatesOptions): Updates {
  const source = feedSource(electronUpdater.autoUpdater, feed);
  return new Updates({ source, news: desktopNews(electron), clock, log });
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
  return {
    check: async () => {
      const found = await updater.checkForUpdates();
      return found?.isUpdateAvailable ? found.updateInfo.version : null;
    },
    fetch: async () => {
      // Only now: on a quit before, nothing that lies in its cache is installed.
      updater.autoInstallOnAppQuit = true;
      await updater.downloadUpdate();
    },
  };
}

function desktopNews({ dialog, Notification: Card }: FeedUpdatesOptions['electron']): UpdateNews {
  // A card that nothing holds is collected, and its click with it.
  const held = new Set<Notification>();
  const show = (body: string, onClick: () => void = () => {}): void => {
    if (!Card.isSupported()) return;
    const card = new Card({ title: 'Adjutant', body });
    held.add(card);
    card.on('click', onClick);
    card.on('close', () => held.delete(card));
    card.show();
  };
  return {
    found: (version, onWanted) =>
      show(`Adjutant ${version} is there. Click to decide about it.`, onWanted),
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
