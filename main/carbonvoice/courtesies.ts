import { isAbort, RemoteError } from '../../shared/errors.ts';
import { askedWaitMs } from '../base/asked-wait.ts';
import type { Clock } from '../base/clock.ts';
import type { WorkSign } from '../thread/channel-ports.ts';
import type { CarbonVoiceExchange } from './exchange.ts';
import { signalBody } from './courtesy-wire.ts';
import { isMissingRoute } from './missing-route.ts';

export type CourtesyDeps = {
  readonly exchange: Pick<CarbonVoiceExchange, 'ask'>;
  readonly clock: Clock;
};

/** Carbon Voice: what a build without reactions by emoji knows instead of 👀. */
const oldReaction = 'acknowledged';
/** How long signals are left out after a 429 that names no time, in milliseconds. */
const restMs = 30_000;
/** A 404 may mean the conversation as well: so many different ones, and none that took a signal, mean the route. */
const goneLimit = 3;
/** A signal that takes longer than it lasts is of no use, in milliseconds. */
const signalMs = 4000;

/** Signs that somebody is there: they may be lost, and are never owed. */
export class Courtesies {
  readonly #deps: CourtesyDeps;
  #reactsTheOldWay = false;
  /** Null until it is known. */
  #hasSignals: boolean | null = null;
  /** Conversations to which a signal was answered 404. */
  readonly #goneIn = new Set<string>();
  #restsUntil = 0;

  constructor(deps: CourtesyDeps) {
    this.#deps = deps;
  }

  /** One emoji, at most 32 code units; where only the old route is there, its sign of having seen. */
  async react(messageId: string, reaction: string, signal: AbortSignal): Promise<void> {
    const id = encodeURIComponent(messageId);
    if (!this.#reactsTheOldWay) {
      try {
        const path = `/reactions/message/${id}`;
        await this.#deps.exchange.ask(
          { method: 'POST', path, body: { reaction }, safe: true },
          signal,
        );
        return;
      } catch (error) {
        if (!isMissingRoute(error)) throw error;
      }
    }
    const path = `/reactions/${oldReaction}/${id}`;
    await this.#deps.exchange.ask({ method: 'POST', path, safe: true }, signal);
    // Now it is known that the route was missing, and not the message.
    this.#reactsTheOldWay = true;
  }

  /** What is being done in a conversation; never repeated, and false where no further one should follow. */
  async signal(conversationId: string, sign: WorkSign, signal: AbortSignal): Promise<boolean> {
    if (this.#hasSignals === false || this.#deps.clock.now() < this.#restsUntil) return false;
    const path = `/v5/conversations/${encodeURIComponent(conversationId)}/signal`;
    try {
      const body = signalBody(sign);
      await this.#deps.exchange.ask(
        { method: 'POST', path, body, safe: false, timeoutMs: signalMs },
        signal,
      );
      this.#hasSignals = true;
      return true;
    } catch (error) {
      if (isAbort(error) || !(error instanceof RemoteError)) throw error;
      this.#learn(error, conversationId);
      return false;
    }
  }

  #learn(error: RemoteError, conversationId: string): void {
    if (error.status === 429) {
      this.#restsUntil = this.#deps.clock.now() + Math.max(askedWaitMs(error), restMs);
    }
    if (this.#hasSignals !== null || !isMissingRoute(error)) return;
    if (error.status === 404) this.#goneIn.add(conversationId);
    if (error.status !== 404 || this.#goneIn.size >= goneLimit) this.#hasSignals = false;
  }
}
