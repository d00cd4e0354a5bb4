import { isAbort } from '../../../shared/errors.ts';
import type { Clock } from '../../base/clock.ts';
import { sleep } from '../../base/clock.ts';
import type { Emitter } from '../../base/emitter.ts';
import type { Logger } from '../../base/log.ts';
import { errorFields } from '../../base/log.ts';
import type { ThreadNews } from '../news.ts';
import type { MessageFiles, ThreadPruning } from './ports.ts';

export type RetentionDeps = {
  readonly store: ThreadPruning;
  readonly files: MessageFiles;
  /** How long messages are kept, in days; 0: for ever. */
  readonly days: number;
  /** Whether something goes on that nothing may disturb: a call. */
  readonly isBusy: () => boolean;
  readonly news: Emitter<ThreadNews>;
  readonly clock: Clock;
  readonly log: Logger;
};

const dayMs = 86_400_000;
/** After the start, which has enough to do. */
const firstMs = 120_000;
/** More often than each day, because a laptop sleeps; with nothing to delete it costs one look. */
const againMs = 3_600_000;
/** Each message takes about a millisecond of the store's thread. */
const batchSize = 25;
const pauseMs = 250;
const busyMs = 30_000;

/** Deletes messages that have become older than the owner wants, a few at a time, in the background. */
export class Retention {
  readonly #deps: RetentionDeps;
  /** Messages that are deleted, and whose files could not be yet. */
  readonly #stuck = new Set<string>();

  constructor(deps: RetentionDeps) {
    this.#deps = deps;
  }

  /** Ends with the signal; at once where everything is kept. */
  async run(signal: AbortSignal): Promise<void> {
    const { days, clock, log } = this.#deps;
    if (days === 0) return;
    await sleep(clock, firstMs, signal);
    for (;;) {
      try {
        const deleted = await this.prune(signal);
        if (deleted > 0) log.info('old messages were deleted', { deleted });
      } catch (error) {
        if (isAbort(error) || signal.aborted) throw error;
        log.warn('old messages could not be deleted', errorFields(error));
      }
      await sleep(clock, againMs, signal);
    }
  }

  /** Everything that is too old now. Resolves with how many messages that were. */
  async prune(signal: AbortSignal): Promise<number> {
    const { store, days, isBusy, news, clock } = this.#deps;
    const before = clock.now() - days * dayMs;
    let deleted = 0;
    let after = null;
    await this.#removeFiles([...this.#stuck]);
    do {
      while (isBusy()) await sleep(clock, busyMs, signal);
      signal.throwIfAborted();
      const { ids, next } = await store.pruneThread({ before, after, limit: batchSize });
      if (ids.length > 0) news.emit({ type: 'messages-removed', messageIds: ids });
      await this.#removeFiles(ids);
      deleted += ids.length;
      after = next;
      if (after !== null) await sleep(clock, pauseMs, signal);
    } while (after !== null);
    return deleted;
  }

  async #removeFiles(ids: readonly string[]): Promise<void> {
    const { files, log } = this.#deps;
    for (const id of ids) {
      try {
        await files.remove([id]);
        this.#stuck.delete(id);
      } catch (error) {
        const isNews = !this.#stuck.has(id);
        this.#stuck.add(id);
        if (isNews)
          log.warn('files of an old message could not be deleted yet', errorFields(error));
      }
    }
  }
}
