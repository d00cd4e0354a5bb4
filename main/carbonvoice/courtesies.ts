import { isAbort, RemoteError } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { WorkSign } from '../thread/ports.ts';
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
const maxRestMs = 10 * 60_000;
/** A signal that takes longer than it lasts is of no use, in milliseconds. */
const signalMs = 4000;

/** Signs that somebody is there: they may be lost, and are never owed. */
export class Courtesies {
  readonly #deps: CourtesyDeps;
  #reactsTheOldWay = false;
  #hasSignals = true;
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
    if (!this.#hasSignals || this.#deps.clock.now() < this.#restsUntil) return false;
    const path = `/v5/conversations/${encodeURIComponent(conversationId)}/signal`;
    try {
      const body = signalBody(sign);
      await this.#deps.exchange.ask(
        { method: 'POST', path, body, safe: false, timeoutMs: signalMs },
        signal,
      );
      return true;
    } catch (error) {
      if (isAbort(error) || !(error instanceof RemoteError)) throw error;
      this.#learn(error);
      return false;
    }
  }

  #learn(error: RemoteError): void {
    if (error.status === 429) {
      const askedMs = Math.min(error.retryAfterMs ?? restMs, maxRestMs);
      this.#restsUntil = this.#deps.clock.now() + Math.max(askedMs, restMs);
    }
    // A conversation that is gone says nothing about the route.
    const isAboutConversation = error.status === 404 && /conversation/iu.test(error.message);
    if (isMissingRoute(error) && !isAboutConversation) this.#hasSignals = false;
  }
}
