import { isAbort } from '../../shared/errors.ts';
import type { ThreadMessage } from '../../shared/thread.ts';
import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import type { Gate } from '../base/gate.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { Nudges } from '../base/nudges.ts';
import type { ThreadNews } from './news.ts';
import type { MessageChannel, WorkSign } from './channel-ports.ts';

export type WorkSignDeps = {
  readonly channels: readonly MessageChannel[];
  /** Shut while the agent is paused. */
  readonly gate: Gate;
  readonly news: Emitter<ThreadNews>;
  readonly clock: Clock;
  readonly log: Logger;
  /** 0 (inclusive) to 1 (exclusive). */
  readonly random?: () => number;
};

/** An answer that is there before anybody could look needs no sign. */
const graceMs = 300;
/** Carbon Voice: a sign is repeated every 1 to 2 s, and taken back by a last one that lasts half a second. */
const beatMs = 1000;
/** Longer than two beats, so that one that is lost leaves no gap. */
const lastsMs = 4000;
const lastMs = 500;
/** A reply that is written and does not get out is no work any more. */
const unsentMs = 30_000;
/** No turn is shown for longer: whoever waits should not be kept waiting by a sign. */
const longestMs = 10 * 60_000;

type Work = {
  readonly kind: WorkSign['kind'];
  readonly messageId: string | null;
  /** Epoch ms. */
  readonly endsAt: number;
  readonly wasSending: boolean;
};

type Place = {
  readonly name: string;
  readonly conversationId: string;
  readonly signWork: NonNullable<MessageChannel['signWork']>;
  /** By the id of the reply that is being made. */
  readonly works: Map<string, Work>;
};

/** Shows, where a reply is awaited, that it is in the making. Watches only: no turn and no send waits for it. */
export class WorkSigns {
  readonly #deps: WorkSignDeps;
  readonly #signal: AbortSignal;
  readonly #nudges: Nudges;
  readonly #places = new Map<string, Place>();
  /** Where a reply is being made, by its id. */
  readonly #placeOf = new Map<string, Place>();

  constructor(deps: WorkSignDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
    this.#nudges = new Nudges(deps.clock);
  }

  /** Begins to watch; returns the end of it. */
  start(): () => void {
    return this.#deps.news.on((news) => this.#hear(news));
  }

  #hear(news: ThreadNews): void {
    switch (news.type) {
      case 'reply-started':
        return this.#begin(news.reply);
      case 'reply-grown':
        return this.#change(news.replyId, { kind: 'typing' });
      case 'reply-working':
        return this.#change(news.replyId, { kind: 'tool_call' });
      case 'reply-finished':
        return this.#change(news.reply.id, { endsAt: this.#deps.clock.now() + unsentMs });
      case 'reply-dropped':
        return this.#end(news.replyId);
      case 'message-saved':
        return this.#follow(news.message);
      case 'reply-step':
      case 'reply-approval':
      case 'messages-removed':
      case 'message-settled':
    }
  }

  #begin({ id, channel: name, conversationId, replyTo }: ThreadMessage): void {
    const channel = this.#deps.channels.find((candidate) => candidate.channel === name);
    if (!channel?.signWork || conversationId === null) return;
    const signWork = channel.signWork.bind(channel);
    const placeName = `${name} ${conversationId}`;
    const known = this.#places.get(placeName);
    const place = known ?? { name: placeName, conversationId, signWork, works: new Map() };
    const endsAt = this.#deps.clock.now() + longestMs;
    place.works.set(id, { kind: 'thinking', messageId: replyTo, endsAt, wasSending: false });
    this.#placeOf.set(id, place);
    if (known) return;
    this.#places.set(placeName, place);
    void this.#show(place);
  }

  #change(replyId: string, change: Partial<Work>): void {
    const works = this.#placeOf.get(replyId)?.works;
    const work = works?.get(replyId);
    if (works && work) works.set(replyId, { ...work, ...change });
  }

  /** On its way out: until it is there, or has to be tried again. */
  #follow({ id, delivery }: ThreadMessage): void {
    const work = this.#placeOf.get(id)?.works.get(id);
    if (!work) return;
    if (delivery === 'sending') this.#change(id, { wasSending: true });
    else if (delivery !== 'queued' || work.wasSending) this.#end(id);
  }

  #end(replyId: string): void {
    const place = this.#placeOf.get(replyId);
    if (!place) return;
    this.#placeOf.delete(replyId);
    place.works.delete(replyId);
    if (place.works.size === 0) this.#nudges.nudge(place.name);
  }

  /** One at a time for each conversation, so that signs never overtake each other. */
  async #show(place: Place): Promise<void> {
    try {
      while (place.works.size > 0) await this.#showWork(place);
    } catch (error) {
      if (!isAbort(error)) this.#deps.log.error('signs of work ended', errorFields(error));
    } finally {
      this.#places.delete(place.name);
      for (const id of place.works.keys()) this.#placeOf.delete(id);
    }
  }

  /** From the first sign to the last. */
  async #showWork(place: Place): Promise<void> {
    const { random = Math.random } = this.#deps;
    let shown: WorkSign | null = null;
    let goesOn = true;
    await this.#nudges.wait(place.name, graceMs, this.#signal);
    for (let work = this.#current(place); work; work = this.#current(place)) {
      if (goesOn && this.#deps.gate.isOpen) {
        const sign: WorkSign = { kind: work.kind, lastsMs, messageId: work.messageId };
        goesOn = await this.#sign(place, sign);
        shown = goesOn ? sign : shown;
      }
      if (!this.#current(place)) break;
      await this.#nudges.wait(place.name, beatMs * (1 + random()), this.#signal);
    }
    if (shown && goesOn && this.#deps.gate.isOpen) {
      await this.#sign(place, { ...shown, lastsMs: lastMs });
    }
  }

  /** The newest; what takes too long is let go of. */
  #current(place: Place): Work | undefined {
    const now = this.#deps.clock.now();
    for (const [id, { endsAt }] of place.works) if (endsAt <= now) this.#end(id);
    return [...place.works.values()].at(-1);
  }

  async #sign({ conversationId, signWork }: Place, sign: WorkSign): Promise<boolean> {
    try {
      return await signWork(conversationId, sign, this.#signal);
    } catch (error) {
      if (this.#signal.aborted) throw error;
      // The next one may get through; nothing depends on it.
      this.#deps.log.debug('a sign of work was not taken', errorFields(error));
      return true;
    }
  }
}
