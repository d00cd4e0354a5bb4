import { RemoteError } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { CarbonVoiceClient } from './client.ts';

/** People join and leave; so the answer holds for a while only. */
const keepMs = 10 * 60_000;
const maxKept = 500;

type Client = Pick<CarbonVoiceClient, 'isGroup' | 'hasManyPeople'>;
type Kept = { readonly at: number; readonly isGroup: Promise<boolean> };

/** Which conversations have more than two people, asked once for all messages of one. */
export class Conversations {
  readonly #client: Client;
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept>();

  constructor(client: Client, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  /**
   * False where the service has no way to tell: a message of somebody who may write is rather answered than passed over.
   * Throws AppError where it may tell later.
   */
  isGroup(id: string, signal: AbortSignal): Promise<boolean> {
    const now = this.#clock.now();
    const kept = this.#kept.get(id);
    if (kept && now - kept.at < keepMs) return kept.isGroup;
    const isGroup = this.#ask(id, signal);
    this.#kept.delete(id);
    this.#kept.set(id, { at: now, isGroup });
    isGroup.catch(() => {
      // A failure is not remembered; whoever asked is told.
      if (this.#kept.get(id)?.isGroup === isGroup) this.#kept.delete(id);
    });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > maxKept && oldest !== undefined) this.#kept.delete(oldest);
    return isGroup;
  }

  /** By two routes, because what one of them fails at or does not tell must not make a group of two people. */
  async #ask(id: string, signal: AbortSignal): Promise<boolean> {
    const first = await this.#try(() => this.#client.isGroup(id, signal));
    if (first.isGroup !== null) return first.isGroup;
    const second = await this.#try(() => this.#client.hasManyPeople(id, signal));
    if (second.isGroup !== null) return second.isGroup;
    const passing = [first.error, second.error].find((error) => error?.retryable);
    if (passing) throw passing;
    return false;
  }

  async #try(ask: () => Promise<boolean | null>): Promise<Told> {
    try {
      return { isGroup: await ask(), error: null };
    } catch (error) {
      // Whoever is asked to wait waits with both.
      if (!(error instanceof RemoteError) || error.status === 429) throw error;
      return { isGroup: null, error };
    }
  }
}

/** Null where it is not told, with the refusal if there was one. */
type Told = { readonly isGroup: boolean | null; readonly error: RemoteError | null };
