import { RemoteError } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { CarbonVoiceClient } from './client.ts';

/** People join and leave; so the answer holds for a while only. */
const keepMs = 10 * 60_000;
const maxKept = 500;

type Kept = { readonly at: number; readonly isGroup: Promise<boolean> };

/** Which conversations have more than two people, asked once for all messages of one. */
export class Conversations {
  readonly #client: Pick<CarbonVoiceClient, 'isGroup'>;
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept>();

  constructor(client: Pick<CarbonVoiceClient, 'isGroup'>, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  /** False where the service does not tell: a message is rather answered than passed over. Throws NetworkError. */
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

  async #ask(id: string, signal: AbortSignal): Promise<boolean> {
    try {
      return (await this.#client.isGroup(id, signal)) ?? false;
    } catch (error) {
      // 429 and 503 pass; what is refused otherwise is refused again.
      const passes = error instanceof RemoteError && [429, 503].includes(error.status);
      if (!(error instanceof RemoteError) || passes) throw error;
      return false;
    }
  }
}
