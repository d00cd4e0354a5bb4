import { Senders } from '../../main/app/senders.ts';
import { Emitter } from '../../main/base/emitter.ts';
import { silentLogger } from '../../main/base/log.ts';
import { AllowList } from '../../main/carbonvoice/allow-list.ts';
import type { Identity } from '../../main/carbonvoice/wire.ts';
import { openDatabase } from '../../main/store/database.ts';
import { accept, settle } from '../../main/store/inbox.ts';
import { insertMessage } from '../../main/store/message.ts';
import { refusedSenders, reopenRefused } from '../../main/store/sender.ts';
import type { ThreadNews } from '../../main/thread/news.ts';
import { notAllowedReason } from '../../shared/sender.ts';
import { FakeClock } from './fake-clock.ts';
import { sampleIncoming, sampleResolved } from './thread-samples.ts';

export type SenderSceneOptions = {
  readonly allowed?: readonly string[];
  readonly fixedBy?: string | null;
};

/** Who may write, over the real store in memory. */
export class SenderScene {
  readonly db = openDatabase(':memory:');
  readonly clock = new FakeClock(10_000_000);
  readonly news = new Emitter<ThreadNews>();
  readonly heard: ThreadNews[] = [];
  readonly identity: Identity = { agentId: 'agent', agentName: 'Desk Agent', ownerId: 'owner' };
  readonly allowList: AllowList;
  readonly senders: Senders;
  /** What the settings file holds; null while it was not written. */
  kept: readonly string[] | null = null;
  persistError: Error | null = null;
  namesError: Error | null = null;
  takenUp = 0;
  #count = 0;

  constructor({ allowed = [], fixedBy = null }: SenderSceneOptions = {}) {
    const { db, clock, news } = this;
    this.news.on((one) => this.heard.push(one));
    this.allowList = new AllowList({ allowed, fixedBy, persist: (list) => this.#persist(list) });
    this.senders = new Senders(
      {
        ...{ allowList: this.allowList, news, clock, log: silentLogger },
        client: { names: () => this.#names() },
        connection: { identity: this.identity },
        store: {
          refusedSenders: (query) => Promise.resolve(refusedSenders(db, query)),
          reopenRefused: (query) => Promise.resolve(reopenRefused(db, query)),
          appendMessage: (message) => Promise.resolve(insertMessage(db, message)),
        },
        inbox: { takeUp: () => Promise.resolve(void (this.takenUp += 1)) },
      },
      new AbortController().signal,
    );
  }

  /** A message that was not answered; gives its id. */
  refuse(author: string, at: number, reason = notAllowedReason): string {
    this.#count += 1;
    const { item } = accept(this.db, sampleIncoming({ remoteId: `r${this.#count}`, author }));
    const resolved = sampleResolved({ author, at, principal: 'stranger' });
    settle(this.db, { id: item.id, delivery: 'ignored', reason, resolved });
    return item.id;
  }

  async #persist(list: readonly string[]): Promise<void> {
    await Promise.resolve();
    if (this.persistError) throw this.persistError;
    this.kept = list;
  }

  #names(): Promise<ReadonlyMap<string, string>> {
    if (this.namesError) return Promise.reject(this.namesError);
    return Promise.resolve(new Map([['ada', 'Ada Lovelace']]));
  }
}
