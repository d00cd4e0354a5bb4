import { AuthError, NetworkError, RefusedError, RemoteError } from '../../shared/errors.ts';
import { Backoff } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import { sleep } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { phrases } from './call-phrases.ts';
import type { CallSettings } from './call-settings.ts';
import type { CallsOfDay } from './calls-of-day.ts';
import { hangUpLine } from './hang-up.ts';
import { speakable } from './speakable.ts';
import type { CallRecord, Party, Telephony } from './ports.ts';

export type DiallerDeps = {
  readonly telephony: Pick<Telephony, 'place' | 'liveCalls' | 'hangUp' | 'time'>;
  /** Our number, from which calls are placed; null for the account's own choice. */
  readonly source: string | null;
  readonly day: Pick<CallsOfDay, 'take'>;
  readonly clock: Clock;
  readonly log: Logger;
};

/** The service tells its time to the second, and clocks differ; an older call to the same number is another one. */
const skewMs = 30_000;
/** What was not found at once may not be there yet, or cannot be looked for while the network is away. */
const lookAgain = { firstMs: 5000, maxMs: 60_000 };

/** A call of which nobody knows whether it was placed, and when that was, by the service's clock. */
type Lost = { readonly target: Party; readonly since: number; readonly until: number };

/** The one way out for calls, whoever asks for them: to talk to somebody, or to hand a call over. */
export class Dialler {
  readonly #deps: DiallerDeps;
  /** Whom is being dialled at this moment. */
  readonly #targets = new Set<string>();
  /** News of calls that are being dialled can come before the answer that tells their ids. */
  readonly #told = new Map<string, CallRecord>();
  /** Every call that was dialled here: what is looked for is none of them. As many a day as may go out. */
  readonly #known = new Set<string>();

  constructor(deps: DiallerDeps) {
    this.#deps = deps;
  }

  /** To be told of every call that is not known yet. */
  hear(record: CallRecord): void {
    if (this.#targets.size > 0 && record.direction === 'outgoing') {
      this.#told.set(record.id, record);
    }
  }

  /**
   * Dials once. Returns the newest that is known of the call, also where the answer that tells its id was lost: VoIPBIN
   * may have placed it all the same, and whoever takes it would hear an hour of silence. Throws what the dialling threw
   * when there is none, and RefusedError where as many calls went out as may, or where the same number is just being
   * dialled: of two such calls nobody could tell which one is whose.
   */
  async dial(target: Party, signal: AbortSignal): Promise<CallRecord> {
    const key = bare(target.target);
    if (this.#targets.has(key)) throw alreadyDialling(target);
    this.#targets.add(key);
    try {
      const isOver = await this.#deps.day.take();
      try {
        const record = await this.#dial(target, signal);
        this.#known.add(record.id);
        return record;
      } finally {
        isOver();
      }
    } finally {
      this.#targets.delete(key);
      if (this.#targets.size === 0) this.#told.clear();
    }
  }

  async #dial(target: Party, signal: AbortSignal): Promise<CallRecord> {
    const { telephony, source, clock, log } = this.#deps;
    const since = telephony.time.of(clock.now()) - skewMs;
    try {
      const id = await telephony.place(target, source, signal);
      return this.#told.get(id) ?? newRecord(id, target, source);
    } catch (error) {
      if (signal.aborted || isSurelyNone(error)) throw error;
      const lost = { target, since, until: telephony.time.of(clock.now()) + skewMs };
      const made = await this.#find(lost, signal).catch(() => null);
      if (made === null) {
        this.#endLater(lost, signal).catch(() => {
          // The app ends; it knew of no call.
        });
        throw error;
      }
      log.warn('a call was placed although the answer was lost', errorFields(error));
      return made;
    }
  }

  /** Null for none. Throws AppError. */
  async #find({ target, since, until }: Lost, signal: AbortSignal): Promise<CallRecord | null> {
    const { telephony, source } = this.#deps;
    const isOurs = (call: CallRecord): boolean =>
      !this.#known.has(call.id) && isTo(call, target, source);
    const told = [...this.#told.values()].find(isOurs);
    if (told) return told;
    const live = await telephony.liveCalls(signal);
    const young = live.filter(
      ({ createdAt }) => createdAt !== null && createdAt >= since && createdAt <= until,
    );
    return young.find(isOurs) ?? null;
  }

  /** It was told as failed, so nobody speaks on it: whoever takes it would hear an hour of silence. Throws on abort. */
  async #endLater(lost: Lost, signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#deps;
    const backoff = new Backoff(lookAgain);
    for (let isOver = false; !isOver;) {
      await sleep(clock, backoff.next(), signal);
      // Which of the two is whose, nobody could tell.
      if (this.#targets.has(bare(lost.target.target))) continue;
      const made = await this.#find(lost, signal).catch(() => 'unknown' as const);
      if (made === 'unknown') continue;
      if (made) log.warn('a call that was told as failed was placed, and is ended');
      isOver = made === null || (await hangUpLine(made.id, this.#deps)) !== 'failed';
    }
  }
}

function alreadyDialling({ target }: Party): RefusedError {
  return new RefusedError(
    'CALLS_ALREADY_DIALLING',
    `${target} is being called already.`,
    'Wait until it is known what comes of that.',
  );
}

/** A call for something begins with whom it is for and what it is about, not with an offer to help. */
export function openWith(
  settings: CallSettings,
  goal: string | null,
  opening: string | null,
): CallSettings {
  if (goal === null) return settings;
  const said = speakable(opening ?? '', settings.language);
  return { ...settings, greeting: [phrases.onBehalf, said].join(' ').trim() };
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
function newRecord(id: string, to: Party, source: string | null): CallRecord {
  const from: Party =
    source === null
      ? { type: 'other', target: '', name: '' }
      : { type: 'tel', target: source, name: '' };
  return {
    ...{ id, direction: 'outgoing', status: 'dialing', from, to, hangup: null },
    ...{ createdAt: null, answeredAt: null, endedAt: null },
  };
}
