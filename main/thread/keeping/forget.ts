import { RefusedError } from '../../../shared/errors.ts';
import type { Emitter } from '../../base/emitter.ts';
import type { ThreadNews } from '../news.ts';
import type { Erasure, MessageFiles, Traces } from './ports.ts';

export type ForgetDeps = {
  readonly store: Erasure;
  readonly files: MessageFiles;
  /** Whether a call with them goes on. */
  readonly isOnCall: (who: string) => boolean;
  /** Where else they are, and what to do there, as sentences; nothing of it is changed. */
  readonly elsewhere: (who: string) => Promise<readonly string[]>;
  readonly news: Emitter<ThreadNews>;
};

/** What there is of one person, or was. */
export type ForgetReport = {
  readonly who: string;
  /** False: nothing was deleted yet. */
  readonly done: boolean;
  readonly counts: Traces['counts'];
  /** What stays, as sentences. */
  readonly left: readonly string[];
};

/** Few enough that a delivery never waits long for its turn at the store. */
const batchSize = 50;

/** Deletes everything that is kept of one person, for good. */
export class Forget {
  readonly #deps: ForgetDeps;

  constructor(deps: ForgetDeps) {
    this.#deps = deps;
  }

  /** What would go. Throws RefusedError for the owner and the agent. */
  async look(who: string): Promise<ForgetReport> {
    const traces = await this.#find(who);
    return { who, done: false, counts: traces.counts, left: await this.#left(who, traces) };
  }

  /** Everything goes; what is under way for them ends without an effect. Repeatable. Throws RefusedError. */
  async forget(who: string): Promise<ForgetReport> {
    const { store, isOnCall } = this.#deps;
    if (isOnCall(who)) {
      throw new RefusedError(
        'FORGET_ON_CALL',
        'A call with them goes on.',
        'Hang up first: adjutant hangup',
      );
    }
    const traces = await this.#find(who);
    await this.#erase(traces);
    await store.eraseCalls({ callIds: traces.callIds });
    await store.eraseContacts({ who });
    // What came in while this went on.
    await this.#erase(await store.findTraces({ who }));
    const { isClean } = await store.tidy();
    const left = [...(await this.#left(who, traces))];
    if (!isClean) {
      left.push(
        'The data file was in use by a backup: what was deleted can still be read in adjutant.db-wal until Adjutant stops. Forget them once more when the backup is done.',
      );
    }
    return { who, done: true, counts: traces.counts, left };
  }

  async #find(who: string): Promise<Traces> {
    const traces = await this.#deps.store.findTraces({ who });
    if (!traces.isOwner && who !== 'owner' && who !== 'agent') return traces;
    throw new RefusedError(
      'FORGET_OWNER',
      'That is the owner or the agent, not another person.',
      'Name a sender, a number or a conversation as the thread shows it.',
    );
  }

  async #erase({ messageIds }: Traces): Promise<void> {
    const { store, files, news } = this.#deps;
    for (let start = 0; start < messageIds.length; start += batchSize) {
      const ids = messageIds.slice(start, start + batchSize);
      // Before the rows: by these they are found again when it does not come to the end.
      await files.remove(ids);
      await store.eraseMessages({ ids, notes: 'delete' });
      news.emit({ type: 'messages-removed', messageIds: ids });
      // What was just being fetched when they were removed.
      await files.remove(ids);
    }
  }

  async #left(who: string, { mentions }: Traces): Promise<readonly string[]> {
    const elsewhere = await this.#deps.elsewhere(who);
    if (mentions === 0) return elsewhere;
    const named =
      mentions === 1
        ? 'One other message or note names'
        : `${mentions} other messages and notes name`;
    return [`${named} them: adjutant search "${who}"`, ...elsewhere];
  }
}
