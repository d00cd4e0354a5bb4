import type * as Electron from 'electron';
import { systemClock } from '../base/clock.ts';
import { errorFields } from '../base/log.ts';
import type { Logger } from '../base/log.ts';

/** Parts of Electron that updates need. */
type Parts = Pick<typeof Electron, 'app' | 'dialog' | 'Notification'>;

/** Off until a feed is set, and off outside of a package, which has nothing to install. Read only when it is wanted. */
export function startUpdates(electron: Parts, feed: string | null, log: Logger): void {
  if (feed === null || !electron.app.isPackaged) return;
  import('./feed-updates.ts')
    .then(({ openFeedUpdates }) => {
      const updates = openFeedUpdates({ feed, electron, clock: systemClock, log });
      electron.app.once('before-quit', () => updates.close());
    })
    .catch((error: unknown) => log.warn('no updates', errorFields(error)));
}
