import type { App } from 'electron';
import type { Clock } from '../base/clock.ts';
import { errorFields } from '../base/log.ts';
import type { Logger } from '../base/log.ts';

// Half a second below the five that a quit may take: the runtime needs the rest to end.
const closeLimitMs = 4500;

/** Where the signals of the operating system arrive: `process`. */
export interface SignalSource {
  on(signal: 'SIGTERM' | 'SIGINT' | 'SIGHUP', listener: () => void): unknown;
}

export type QuitOptions = {
  readonly app: Pick<App, 'on' | 'quit'>;
  readonly exit: (code: number) => void;
  readonly signals: SignalSource;
  /** Ends everything that was started; what it resolves with went wrong on the way. */
  readonly close: () => Promise<readonly Error[]>;
  readonly clock: Clock;
  readonly log: Logger;
};

/**
 * Makes every way of quitting the same one: hidden windows do not quit, the first `before-quit` is held while `close`
 * runs under a limit, then the app exits with 0.
 */
export function quitInOrder({ app, exit, signals, close, clock, log }: QuitOptions): void {
  let ending = false;
  const end = async (): Promise<void> => {
    for (const error of await within(close, clock)) {
      log.error('not closed in order', errorFields(error));
    }
    exit(0);
  };
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (ending) return;
    ending = true;
    void end();
  });
  // Without a listener Electron quits when the last window goes.
  app.on('window-all-closed', () => log.debug('no window is left'));
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    signals.on(signal, () => app.quit());
  }
}

/** Never rejects and never takes longer than the limit. */
function within(close: QuitOptions['close'], clock: Clock): Promise<readonly Error[]> {
  return new Promise((resolve) => {
    const cancel = clock.schedule(closeLimitMs, () =>
      resolve([new Error(`closing took longer than ${closeLimitMs} ms`)]),
    );
    void close()
      .catch((cause: unknown) => [new Error('closing failed', { cause })])
      .then(resolve)
      .finally(cancel);
  });
}
