import type { Clock } from '../base/clock.ts';
import { errorFields } from '../base/log.ts';
import type { Logger } from '../base/log.ts';

/** Where newer versions are to be had. */
export interface UpdateSource {
  /** The newest version when it is newer than this one, else null. Fetches a few lines and nothing of the app. */
  check(): Promise<string | null>;
  /** Fetches this version, which is installed when the app quits. Rejects when the feed offers another one by now. */
  fetch(version: string): Promise<void>;
  /** From now on nothing is fetched, and nothing is installed when the app quits. */
  hold(): void;
}

export type FoundListener = {
  /** The owner was told. */
  readonly onShown: () => void;
  /** The owner wants to decide about it. */
  readonly onWanted: () => void;
};

/** How the owner hears of them. */
export interface UpdateNews {
  /** There is one. Tells of it when the owner may be disturbed. */
  found(version: string, listener: FoundListener): void;
  /** True for a yes to fetching it now and installing it at the next quit. */
  ask(version: string): Promise<boolean>;
  fetched(version: string): void;
  failed(version: string): void;
}

export type UpdatesOptions = {
  readonly source: UpdateSource;
  readonly news: UpdateNews;
  readonly clock: Clock;
  readonly log: Logger;
};

/** The start has better things to do. */
const firstAfterMs = 60_000;
const everyMs = 24 * 60 * 60_000;
/** How long until the owner is told of what they could not be told before; it asks the feed nothing. */
const againMs = 60 * 60_000;

/**
 * Looks once a day for a newer version and tells of it once. Nothing is fetched and nothing installed without a yes, and
 * each step that fails leaves everything as it is.
 */
export class Updates {
  readonly #options: UpdatesOptions;
  readonly #told = new Set<string>();
  #cancel: () => void = () => {};
  #cancelTelling: () => void = () => {};
  #isAsking = false;
  #isClosed = false;

  constructor(options: UpdatesOptions) {
    this.#options = options;
    this.#lookAfter(firstAfterMs);
  }

  /** Idempotent. */
  close(): void {
    this.#isClosed = true;
    this.#cancel();
    this.#cancelTelling();
  }

  /** Before a restart, which is no quit: it installs nothing. */
  hold(): void {
    this.#options.source.hold();
  }

  #lookAfter(ms: number): void {
    if (this.#isClosed) return;
    this.#cancel = this.#options.clock.schedule(ms, () => {
      void this.#look().finally(() => this.#lookAfter(everyMs));
    });
  }

  async #look(): Promise<void> {
    const { source, log } = this.#options;
    try {
      const version = await source.check();
      this.#cancelTelling();
      if (version !== null) this.#tell(version);
    } catch (error) {
      // The next look may find the feed again.
      log.warn('no answer from the feed of updates', errorFields(error));
    }
  }

  /** Until it was shown: the owner may be asleep, or away from a locked screen. */
  #tell(version: string): void {
    if (this.#told.has(version) || this.#isClosed) return;
    this.#cancelTelling = this.#options.clock.schedule(againMs, () => this.#tell(version));
    this.#options.news.found(version, {
      onShown: () => void this.#told.add(version),
      onWanted: () => {
        this.#told.add(version);
        void this.#decide(version);
      },
    });
  }

  /** A second click while the first is answered changes nothing. */
  async #decide(version: string): Promise<void> {
    if (this.#isAsking || this.#isClosed) return;
    this.#isAsking = true;
    const { source, news, log } = this.#options;
    try {
      if (!(await news.ask(version))) return;
      await source.fetch(version);
      news.fetched(version);
    } catch (error) {
      log.warn('update not fetched', errorFields(error));
      news.failed(version);
    } finally {
      this.#isAsking = false;
    }
  }
}
