import { AuthError, NetworkError, RefusedError, RemoteError } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { phrases } from './call-phrases.ts';
import type { CallSettings } from './call-settings.ts';
import type { CallsOfDay } from './calls-of-day.ts';
import type { CallRecord, Party, Telephony } from './ports.ts';

export type Dialling = {
  readonly telephony: Pick<Telephony, 'place' | 'liveCalls'>;
  readonly source: string | null;
  readonly day: Pick<CallsOfDay, 'take'>;
  /** Outgoing calls that were told of since the dialling began, and belong to nobody here. */
  readonly toldOf: () => readonly CallRecord[];
  readonly clock: Clock;
  readonly log: Logger;
};

/** Clocks differ; an older call to the same number is another one. */
const skewMs = 30_000;

/**
 * Dials once. Returns the id of the call, also where the answer that tells it was lost: VoIPBIN may have placed the call
 * all the same, and whoever takes it would hear an hour of silence. Throws what the dialling threw when there is none.
 */
export async function dial(target: Party, by: Dialling, signal: AbortSignal): Promise<string> {
  const { telephony, source, clock, log } = by;
  const isOver = await by.day.take();
  const since = clock.now() - skewMs;
  try {
    return await telephony.place(target, source, signal);
  } catch (error) {
    if (signal.aborted || isSurelyNone(error)) throw error;
    const live = await telephony.liveCalls(signal).catch(() => []);
    const young = live.filter(({ createdAt }) => createdAt !== null && createdAt >= since);
    const made = [...by.toldOf(), ...young].find((call) => isTo(call, target, source));
    if (!made) throw error;
    log.warn('a call was placed although the answer was lost', errorFields(error));
    return made.id;
  } finally {
    isOver();
  }
}

/** A call for something begins with whom it is for and what it is about, not with an offer to help. */
export function openWith(
  settings: CallSettings,
  goal: string | null,
  opening: string | null,
): CallSettings {
  if (goal === null) return settings;
  return { ...settings, greeting: [phrases.onBehalf, opening ?? ''].join(' ').trim() };
}

function isSurelyNone(error: unknown): boolean {
  if (error instanceof RefusedError || error instanceof AuthError) return true;
  if (error instanceof NetworkError) return !error.mayHaveArrived;
  return error instanceof RemoteError && error.status < 500;
}

function isTo({ direction, status, from, to }: CallRecord, target: Party, source: string | null) {
  if (direction !== 'outgoing' || status === 'ended' || status === 'ending') return false;
  const isSource = source === null || from.target === source;
  return isSource && bare(to.target) === bare(target.target);
}

function bare(address: string): string {
  return address.replace(/^sips?:/iu, '').toLowerCase();
}

/** A call of which only the number is known yet. */
export function newRecord(id: string, to: Party, source: string | null): CallRecord {
  const from: Party =
    source === null
      ? { type: 'other', target: '', name: '' }
      : { type: 'tel', target: source, name: '' };
  return {
    ...{ id, direction: 'outgoing', status: 'dialing', from, to, hangup: null },
    ...{ createdAt: null, answeredAt: null, endedAt: null },
  };
}
