import { AppError, RefusedError } from '../../shared/errors.ts';
import type { AllowedSender, SenderView } from '../../shared/sender.ts';
import { answerBackMs } from '../../shared/sender.ts';
import { systemLine } from '../../shared/system-line.ts';
import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import { newId } from '../base/ids.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import type { AllowList } from '../carbonvoice/allow-list.ts';
import type { CarbonVoiceClient } from '../carbonvoice/client.ts';
import type { CarbonVoiceConnection } from '../carbonvoice/connection.ts';
import type { ControlHandlers } from '../control/control-server.ts';
import type { IpcHandlers } from '../ipc/ipc-router.ts';
import type { Store } from '../store/store.ts';
import type { InboxRunner } from '../thread/inbox-runner.ts';
import type { ThreadNews } from '../thread/news.ts';

export type SenderDeps = {
  readonly allowList: AllowList;
  readonly client: Pick<CarbonVoiceClient, 'names'>;
  readonly connection: Pick<CarbonVoiceConnection, 'identity'>;
  readonly store: Pick<Store, 'refusedSenders' | 'reopenRefused' | 'appendMessage'>;
  readonly inbox: Pick<InboxRunner, 'takeUp'>;
  readonly news: Emitter<ThreadNews>;
  readonly clock: Clock;
  readonly log: Logger;
};

/** How the owner allowed it, for the line in the thread that stays. */
type Way = 'in the window' | 'by command';

const channel = 'carbonvoice';

/** Who may write over Carbon Voice: the owner's say, and what follows from it. */
export class Senders {
  readonly #deps: SenderDeps;
  readonly #signal: AbortSignal;

  constructor(deps: SenderDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
  }

  /** Those who were refused, newest first, and those who are allowed. */
  async list(): Promise<readonly SenderView[]> {
    const { allowList, store } = this.#deps;
    const refused = await store.refusedSenders({ channel, since: this.#since() });
    const seen = new Set(refused.map(({ senderId }) => senderId));
    const quiet = allowList.allowed.filter((id) => !seen.has(id));
    const all = [
      ...refused,
      ...quiet.map((senderId) => ({ senderId, refused: 0, recent: 0, lastAt: null })),
    ];
    const names = await this.#names(all.map(({ senderId }) => senderId));
    return all.map((one) => ({
      ...one,
      name: names.get(one.senderId) ?? null,
      allowed: allowList.allowed.includes(one.senderId),
    }));
  }

  /** Holds at once. With `answer`, what they wrote in the last hour is answered now, each message once. */
  async allow(senderId: string, answer: boolean, way: Way): Promise<AllowedSender> {
    const { allowList, store, inbox, news } = this.#deps;
    this.#refuseKnown(senderId);
    const isNew = await allowList.allow(senderId);
    if (isNew) await this.#tellAllowed(senderId, way);
    const since = this.#since();
    if (!answer) {
      const refused = await store.refusedSenders({ channel, since });
      const recent = refused.find((one) => one.senderId === senderId)?.recent ?? 0;
      return { senderId, answered: 0, recent };
    }
    const reopened = await store.reopenRefused({ channel, since, senderId });
    for (const message of reopened) news.emit({ type: 'message-saved', message });
    if (reopened.length > 0) await inbox.takeUp();
    return { senderId, answered: reopened.length, recent: reopened.length };
  }

  /** Holds at once, also for what waits to be answered or sent. False when they were not allowed. */
  async disallow(senderId: string, way: Way): Promise<boolean> {
    const wasAllowed = await this.#deps.allowList.disallow(senderId);
    if (wasAllowed) await this.#tellDisallowed(senderId, way);
    return wasAllowed;
  }

  /** The whole list at once, by ids of senders: like `allow` and `disallow` of those in which it differs, kept together. */
  async replace(senderIds: readonly string[], way: Way): Promise<void> {
    const { allowList } = this.#deps;
    const after = [...new Set(senderIds)];
    const { allowed } = allowList;
    // Who has been on the list may stay: it can have been written by hand.
    for (const id of after) if (!allowed.includes(id)) this.#refuseKnown(id);
    const before = await allowList.replace(after);
    for (const id of after) if (!before.includes(id)) await this.#tellAllowed(id, way);
    for (const id of before) if (!after.includes(id)) await this.#tellDisallowed(id, way);
  }

  #since(): number {
    return this.#deps.clock.now() - answerBackMs;
  }

  #refuseKnown(senderId: string): void {
    const { identity } = this.#deps.connection;
    if (senderId === identity?.agentId) {
      throw new RefusedError('SENDER_IS_AGENT', 'That is the agent itself.', '');
    }
    if (senderId === identity?.ownerId) {
      throw new RefusedError('SENDER_IS_OWNER', 'That is you: the owner may always write.', '');
    }
  }

  /** Names are a help only: without the service the ids say it. */
  async #names(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    try {
      return await this.#deps.client.names(ids, this.#signal);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#deps.log.info('names of senders are not known', errorFields(error));
      return new Map();
    }
  }

  #tellAllowed(senderId: string, way: Way): Promise<void> {
    return this.#tell(`Allowed ${way}: ${senderId} may write over Carbon Voice.`);
  }

  #tellDisallowed(senderId: string, way: Way): Promise<void> {
    return this.#tell(`No longer allowed ${way}: ${senderId} over Carbon Voice.`);
  }

  /** A line that stays: who was let in, and how. */
  async #tell(text: string): Promise<void> {
    const { store, clock } = this.#deps;
    const line = systemLine({ id: newId(), at: clock.now(), text });
    const message = await store.appendMessage(line);
    this.#deps.news.emit({ type: 'message-saved', message });
  }
}

/** The owner's requests from the window. */
export function senderRequests(
  senders: Senders,
): Pick<IpcHandlers, 'senders:list' | 'senders:allow' | 'senders:disallow'> {
  return {
    'senders:list': async () => ({ senders: await senders.list() }),
    'senders:allow': ({ senderId, answer }) => senders.allow(senderId, answer, 'in the window'),
    'senders:disallow': async ({ senderId }) => ({
      disallowed: await senders.disallow(senderId, 'in the window'),
    }),
  };
}

/** The same for commands. */
export function senderCommands(
  senders: Senders,
): Pick<ControlHandlers, 'senders' | 'allow' | 'disallow'> {
  return {
    senders: async (_args, { tell }) => {
      for (const sender of await senders.list()) tell(sender);
    },
    allow: async ({ senderId, answer }, { tell }) =>
      tell(await senders.allow(senderId, answer, 'by command')),
    disallow: async ({ senderId }, { tell }) =>
      tell({ senderId, disallowed: await senders.disallow(senderId, 'by command') }),
  };
}
