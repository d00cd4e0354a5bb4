import type * as Electron from 'electron';
import { systemClock } from '../base/clock.ts';
import { errorFields } from '../base/log.ts';
import type { Logger } from '../base/log.ts';
import type { ProxyRules } from '../base/proxy.ts';
import type { Updates } from './updates.ts';

/** Parts of Electron that updates need. */
type Parts = Pick<typeof Electron, 'app' | 'dialog' | 'Notification'>;

/** What updates ask of the host. */
export type UpdatesHost = {
  /** Whether the owner may be disturbed now. */
  readonly mayNotify: boolean;
  /** The quit that has begun is one of a restart. */
  readonly isRestarting: boolean;
};

export type StartUpdatesOptions = {
  readonly feed: string | null;
  /** The setting `network.proxy`. */
  readonly proxy: string | null;
  /** How the outside is reached; null: straight. */
  readonly rules: ProxyRules | null;
  readonly host: UpdatesHost;
  readonly log: Logger;
};

/** Off until a feed is set, and off outside of a package, which has nothing to install. Read only when it is wanted. */
export function startUpdates(electron: Parts, options: StartUpdatesOptions): void {
  const { feed, proxy, rules, host, log } = options;
  if (feed === null || !electron.app.isPackaged) return;
  import('./feed-updates.ts')
    .then(({ openFeedUpdates }) => {
      const mayNotify = (): boolean => host.mayNotify;
      const updates = openFeedUpdates({
        feed,
        proxy,
        rules,
        electron,
        mayNotify,
        clock: systemClock,
        log,
      });
      closeAtQuit(updates, electron.app, host);
    })
    .catch((error: unknown) => log.warn('no updates', errorFields(error)));
}

/** A quit installs what the owner wanted; at a restart, the installer and the next process would meet in the same files. */
export function closeAtQuit(
  updates: Pick<Updates, 'close' | 'hold'>,
  app: Pick<Electron.App, 'once'>,
  host: Pick<UpdatesHost, 'isRestarting'>,
): void {
  app.once('before-quit', () => {
    updates.close();
    if (host.isRestarting) updates.hold();
  });
}
