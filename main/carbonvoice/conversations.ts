import { ProtocolError, RemoteError } from '../../shared/errors.ts';
import type { AppError } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import { keepNewest } from '../base/keep-newest.ts';
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
    const isGroup = groupOf(this.#client, id, signal).then((told) => told ?? false);
    this.#kept.delete(id);
    this.#kept.set(id, { at: now, isGroup });
    isGroup.catch(() => {
      // A failure is not remembered; whoever asked is told.
      if (this.#kept.get(id)?.isGroup === isGroup) this.#kept.delete(id);
    });
    keepNewest(this.#kept, maxKept);
    return isGroup;
  }
}

/**
 * Whether a conversation has more than two people. By two routes, because what one of them fails at or does not tell
 * must not make a group of two people; null where neither tells. Throws AppError where it may be told later.
 */
export async function groupOf(
  client: Client,
  id: string,
  signal: AbortSignal,
): Promise<boolean | null> {
  let passing: AppError | null = null;
  for (const ask of [() => client.isGroup(id, signal), () => client.hasManyPeople(id, signal)]) {
    try {
      const isGroup = await ask();
      if (isGroup !== null) return isGroup;
    } catch (error) {
      const isUnreadable = error instanceof ProtocolError;
      // Whoever is asked to wait waits with both.
      if (!isUnreadable && (!(error instanceof RemoteError) || error.status === 429)) throw error;
      if (isUnreadable || error.retryable) passing ??= error;
    }
  }
  if (passing) throw passing;
  return null;
}
