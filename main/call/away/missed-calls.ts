import type { ThreadMessage } from '../../../shared/thread.ts';
import type { Clock } from '../../base/clock.ts';
import type { CallRecord } from '../ports.ts';
import type { InboundPolicy } from '../whose-call.ts';
import { incomingLine, missedCallText } from './missed-line.ts';
import type { AwaitedVoicemail, MissedCallBook, PhoneHistory, Voicemail } from './ports.ts';

export type MissedCallsDeps = {
  readonly history: Pick<PhoneHistory, 'incomingSince' | 'voicemailOf'>;
  readonly book: MissedCallBook;
  readonly policy: () => Pick<InboundPolicy, 'allow' | 'ownNumbers'>;
  readonly tell: (message: ThreadMessage) => void;
  readonly clock: Clock;
};

const cursor = 'calls';
/** VoIPBIN: a call lasts an hour at most, so none that began before can still end. */
const longestCallMs = 70 * 60_000;
const liveLookMs = 15_000;
/** A transcript follows its words by seconds; what has not come by then does not come. */
const lookAfterMs: readonly number[] = [8000, 20_000, 60_000, 180_000, 600_000];

/** Tells the thread of calls to our numbers that we did not have: each once, in order, also those of the time before. */
export class MissedCalls {
  readonly #deps: MissedCallsDeps;

  constructor(deps: MissedCallsDeps) {
    this.#deps = deps;
  }

  /** One look. Resolves with how long to wait for the next, in ms; null when only news is a reason. Throws AppError. */
  async look(signal: AbortSignal): Promise<number | null> {
    const isAnyLive = await this.#catchUp(signal);
    const dueMs = await this.#lookForVoicemails(signal);
    if (!isAnyLive) return dueMs;
    return dueMs === null ? liveLookMs : Math.min(dueMs, liveLookMs);
  }

  /** Resolves with whether there is a call of which it will only be known later whether it is a missed one. */
  async #catchUp(signal: AbortSignal): Promise<boolean> {
    const { history, book, policy, clock } = this.#deps;
    const now = clock.now();
    const { since, at } = await book.phoneCursor({ name: cursor, now });
    const { ownNumbers } = policy();
    const from = Math.max(since, at - longestCallMs);
    const calls = (await history.incomingSince(from, signal)).filter(({ to }) =>
      ownNumbers.includes(to.target),
    );
    const open = new Set((await book.openCalls()).map(({ callId }) => callId));
    // Whether it was us who answered a call is known once it is kept how it came out.
    const isUnclear = ({ id, status, answeredAt }: CallRecord): boolean =>
      status === 'ended' && answeredAt !== null && open.has(id);
    const ended = calls.filter((call) => call.status === 'ended' && !isUnclear(call));
    for (const call of ended.toSorted((one, other) => startOf(one) - startOf(other))) {
      await this.#tell(call, signal);
    }
    // An unclear one may have begun long ago, in a run that died.
    const begins = calls.filter(isUnclear).map(startOf);
    await book.movePhoneCursor({ name: cursor, at: Math.min(now, ...begins) });
    return ended.length < calls.length;
  }

  async #tell(call: CallRecord, signal: AbortSignal): Promise<void> {
    const { book, policy, tell, clock } = this.#deps;
    const { id: callId, from, createdAt, answeredAt } = call;
    // What was never answered was nobody's call; its voicemail cannot exist.
    const mayHaveVoicemail = answeredAt !== null;
    const at = createdAt ?? clock.now();
    const principal = policy().allow.includes(from.target) ? 'trusted' : 'stranger';
    const author = from.target;
    const text = missedCallText(null);
    const told = await book.tellMissedCall({
      callId,
      wasAnswered: mayHaveVoicemail,
      message: incomingLine({ channel: 'phone', at, author, principal, text, callId }),
      nextAt: mayHaveVoicemail ? clock.now() : null,
    });
    signal.throwIfAborted();
    if (told) tell(told);
  }

  /** Resolves with the milliseconds to the next one that is due, null for none. */
  async #lookForVoicemails(signal: AbortSignal): Promise<number | null> {
    const { book, clock } = this.#deps;
    for (const awaited of await book.awaitedVoicemails()) {
      if (awaited.nextAt <= clock.now()) await this.#lookFor(awaited, signal);
    }
    const [next] = await book.awaitedVoicemails();
    return next ? Math.max(0, next.nextAt - clock.now()) : null;
  }

  async #lookFor({ callId, looks }: AwaitedVoicemail, signal: AbortSignal): Promise<void> {
    const { history, book, tell, clock } = this.#deps;
    const voicemail = await history.voicemailOf(callId, signal);
    // Its last words can be understood a moment after the others, so a first text is looked at once more.
    const isWhole = looks > 0 && isComplete(voicemail);
    const afterMs = isWhole ? undefined : lookAfterMs[looks];
    const message = await book.changeMissedCall({
      callId,
      text: missedCallText(voicemail),
      looks: looks + 1,
      nextAt: afterMs === undefined ? null : clock.now() + afterMs,
    });
    tell(message);
  }
}

function isComplete({ text, recordedMs }: Voicemail): boolean {
  return text !== '' && recordedMs !== null;
}

function startOf({ createdAt }: CallRecord): number {
  return createdAt ?? 0;
}
