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
import type { CallRecord, Dial, DialBook, Party, Telephony } from './ports.ts';

export type DiallerDeps = {
  readonly telephony: Pick<Telephony, 'place' | 'liveCalls' | 'hangUp' | 'time'>;
  /** Our number, from which calls are placed; null for the account's own choice. */
  readonly source: string | null;
  readonly day: Pick<CallsOfDay, 'take'>;
  readonly dials: DialBook;
  readonly clock: Clock;
  readonly log: Logger;
};

/** The service tells its time to the second, and clocks differ; an older call to the same number is another one. */
const skewMs = 30_000;
/** What was not found at once may not be there yet, or cannot be looked for while the network is away. */
const lookAgain = { firstMs: 5000, maxMs: 60_000 };
/** VoIPBIN takes up to a minute for what it makes; what was placed later than that is another call. */
const placedWithinMs = 60_000 + 2 * skewMs;

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

  /** What a run that died was dialling is looked for and ended. Throws StoreError. */
  async takeUp(signal: AbortSignal): Promise<void> {
    for (const dial of await this.#deps.dials.openDials())
      this.#endLater(dial, { firstMs: 0, signal });
  }

  async #dial(target: Party, signal: AbortSignal): Promise<CallRecord> {
    const { telephony, source, clock, log, dials } = this.#deps;
    const dial = { target, source, since: telephony.time.of(clock.now()) - skewMs };
    // A full disk is no reason not to call.
    await dials.beginDial(dial).catch((error: unknown) => this.#unkept(error));
    try {
      const id = await telephony.place(target, source, signal);
      this.#over(dial);
      return this.#told.get(id) ?? newRecord(id, target, source);
    } catch (error) {
      // Whether it was placed, the next run finds out.
      if (signal.aborted) throw error;
      if (isSurelyNone(error)) {
        this.#over(dial);
        throw error;
      }
      const made = await this.#find(dial, signal).catch(() => null);
      if (made === null) {
        this.#endLater(dial, { firstMs: lookAgain.firstMs, signal });
        throw error;
      }
      this.#over(dial);
      log.warn('a call was placed although the answer was lost', errorFields(error));
      return made;
    }
  }

  /** Nobody has to look for it any more. The call itself is kept in the same commit, or before. */
  #over({ target: { target } }: Dial): void {
    this.#deps.dials.endDial({ target }).catch((error: unknown) => this.#unkept(error));
  }

  #unkept(error: unknown): void {
    this.#deps.log.error('what is being dialled could not be noted', errorFields(error));
  }

  /** Null for none. Throws AppError. */
  async #find({ target, source, since }: Dial, signal: AbortSignal): Promise<CallRecord | null> {
    const isOurs = (call: CallRecord): boolean =>
      !this.#known.has(call.id) && isTo(call, target, source);
    const told = [...this.#told.values()].find(isOurs);
    if (told) return told;
    const until = since + placedWithinMs;
    const live = await this.#deps.telephony.liveCalls(signal);
    const young = live.filter(
      ({ createdAt }) => createdAt !== null && createdAt >= since && createdAt <= until,
    );
    return young.find(isOurs) ?? null;
  }

  /** Nobody speaks on it: whoever takes it would hear an hour of silence. Nothing waits for this. */
  #endLater(
    dial: Dial,
    { firstMs, signal }: { readonly firstMs: number; readonly signal: AbortSignal },
  ): void {
    this.#endLost(dial, { firstMs, signal }).catch((error: unknown) => {
      // The app ends, and the next run looks for it.
      if (!signal.aborted) this.#deps.log.error('a call is looked for no more', errorFields(error));
    });
  }

  async #endLost(
    dial: Dial,
    { firstMs, signal }: { readonly firstMs: number; readonly signal: AbortSignal },
  ): Promise<void> {
    const { clock, log } = this.#deps;
    const backoff = new Backoff(lookAgain);
    await sleep(clock, firstMs, signal);
    for (; ; await sleep(clock, backoff.next(), signal)) {
      // Which of the two is whose, nobody could tell.
      if (this.#targets.has(bare(dial.target.target))) continue;
      const made = await this.#find(dial, signal).catch(() => 'unknown' as const);
      if (made === 'unknown') continue;
      if (made) log.warn('a call that nobody knew of was placed, and is ended');
      if (made === null || (await hangUpLine(made.id, this.#deps)) !== 'failed') break;
    }
    this.#over(dial);
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
