import type { CallAccount } from '../../shared/call-account.ts';
import type { CallOutcome } from '../../shared/call-outcome.ts';
import type { ThreadMessage } from '../../shared/thread.ts';
import { createCallBriefWriter } from '../agent/call-brief.ts';
import type { AgentDeps } from '../agent/agent.ts';
import type { Scope } from '../base/scope.ts';
import type { VoipBin } from '../voipbin/telephony.ts';
import type { Ground } from './ground.ts';
import type { Meters } from './meters/meters.ts';
import type { ThreadCore } from './thread-core.ts';
import { isAbort } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { UnderWay } from '../base/under-way.ts';
import type { LiveCall } from '../call/live-call.ts';
import { emptyMeter, followMeter, readMeter } from '../call/call-meter.ts';
import type { CallMeter } from '../call/call-meter.ts';
import { endedByOf, outcomeOf } from '../call/call-outcome.ts';
import type { CallRecord } from '../call/ports.ts';
import { CallBriefs } from '../thread/call-briefs.ts';
import type { CallEnd, CallLedger } from '../thread/call-ports.ts';

export type CallAccountsDeps = {
  readonly store: Pick<CallLedger, 'meterCall' | 'endCall'>;
  /** A call as the service has it; null when it knows none. */
  readonly readCall: (callId: string) => Promise<CallRecord | null>;
  readonly briefs: Pick<CallBriefs, 'takeUp'>;
  readonly clock: Clock;
  readonly log: Logger;
};

type Counted = { readonly meter: CallMeter; readonly savedAt: number };

/** What a call that is cut by a crash may lose of its meters. */
const saveEveryMs = 5000;

/** Counts what calls use while they go on, and keeps how they came out. Nothing of a call waits for it. */
export class CallAccounts {
  readonly #deps: CallAccountsDeps;
  readonly #counted = new Map<string, Counted>();
  readonly #ending = new UnderWay();

  constructor(deps: CallAccountsDeps) {
    this.#deps = deps;
  }

  begin(callId: string): void {
    this.#counted.set(callId, { meter: emptyMeter, savedAt: this.#deps.clock.now() });
  }

  /** At every change of a call. */
  follow({ record: { id }, session }: LiveCall): void {
    this.#count(id, (meter) => followMeter(meter, session.state, this.#deps.clock.now()));
  }

  spoken(callId: string, characters: number): void {
    this.#count(callId, (meter) => ({
      ...meter,
      spokenCharacters: meter.spokenCharacters + characters,
    }));
  }

  /** The call is over, with these lines. */
  end(call: LiveCall, lines: readonly ThreadMessage[]): void {
    const { id } = call.record;
    const { meter } = this.#counted.get(id) ?? { meter: emptyMeter };
    this.#counted.delete(id);
    const ending = this.#keepEnd(call, meter, firstWordsOf(lines)).catch((error: unknown) =>
      this.#deps.log.error('the end of a call could not be kept', errorFields(error)),
    );
    this.#ending.add(ending);
  }

  /** Resolves when the ends of all calls that are over are kept. */
  idle(): Promise<void> {
    return this.#ending.idle();
  }

  #count(callId: string, next: (meter: CallMeter) => CallMeter): void {
    const before = this.#counted.get(callId);
    if (!before) return;
    const { store, clock, log } = this.#deps;
    const now = clock.now();
    const meter = next(before.meter);
    const answered = meter.answeredAt !== before.meter.answeredAt;
    const due = now - before.savedAt >= saveEveryMs && meter.answeredAt !== null;
    this.#counted.set(callId, { meter, savedAt: answered || due ? now : before.savedAt });
    if (!answered && !due) return;
    store.meterCall({ callId, ...readMeter(meter, now) }).catch((error: unknown) => {
      log.error('what a call used could not be kept', errorFields(error));
    });
  }

  async #keepEnd(call: LiveCall, meter: CallMeter, firstWords: readonly string[]): Promise<void> {
    const { store, briefs, clock } = this.#deps;
    const endedAt = meter.overAt ?? clock.now();
    const meters = readMeter(meter, endedAt);
    const record = await this.#lastRecord(call.record);
    const answered = meters.answeredAt !== null;
    const { speechless } = call.session.state;
    const outcome = outcomeOf({ ...call, record, answered, firstWords, speechless });
    const endedBy = endedByOf(record);
    await store.endCall({ callId: record.id, endedAt, outcome, endedBy, meters });
    await briefs.takeUp();
  }

  /** An end that was found by looking comes without its reason. */
  async #lastRecord(record: CallRecord): Promise<CallRecord> {
    if (record.hangup) return record;
    try {
      return (await this.#deps.readCall(record.id)) ?? record;
    } catch (error) {
      if (!isAbort(error)) this.#deps.log.info('why a call ended is not told', errorFields(error));
      return record;
    }
  }
}

function firstWordsOf(lines: readonly ThreadMessage[]): readonly string[] {
  const theirs = lines.filter(({ direction }) => direction === 'in');
  return theirs.slice(0, 2).map(({ text }) => text);
}

export type AccountParts = {
  readonly thread: Pick<ThreadCore, 'news'>;
  readonly agent: Pick<AgentDeps, 'model'>;
  readonly voipBin: Pick<VoipBin, 'readCall'>;
  readonly meters: Pick<Meters, 'ofCalls'>;
};

/** What calls use and how they come out, and the briefs of them. */
export function joinAccounts(
  { store, clock, log }: Ground,
  { thread, agent, voipBin, meters }: AccountParts,
  scope: Scope,
) {
  const writer = createCallBriefWriter({ model: agent.model, clock, log: log.child('brief') });
  const briefs = new CallBriefs({ store, writer, news: thread.news, clock, log }, scope.signal);
  scope.defer('briefs', () => briefs.idle());
  const readCall = (callId: string): Promise<CallRecord | null> =>
    voipBin.readCall(callId, scope.signal);
  const accounts = new CallAccounts({ store: meters.ofCalls(store), readCall, briefs, clock, log });
  scope.defer('ends of calls', () => accounts.idle());
  return { briefs, accounts };
}

/**
 * The end of a call that an earlier run left open. `record` is the call as the service has it, null when it knows none;
 * `hungUp` says whether it went on until now.
 */
export function cutEnd(
  call: CallAccount,
  {
    record,
    hungUp,
    now,
  }: {
    readonly record: CallRecord | null;
    readonly hungUp: boolean;
    readonly now: number;
  },
): CallEnd {
  const { callId, startedAt, answeredAt, transcribedMs } = call;
  // Of a call that nobody knows any more, only what was kept is sure.
  const knownUntil = (answeredAt ?? startedAt) + transcribedMs;
  const endedAt = hungUp ? now : (record?.endedAt ?? knownUntil);
  const outcome = cutOutcome(call, hungUp ? null : record);
  return { callId, endedAt, outcome, endedBy: record ? endedByOf(record) : '', meters: null };
}

/** `record`: of a call that was over by itself. */
function cutOutcome(call: CallAccount, record: CallRecord | null): CallOutcome {
  if (call.answeredAt !== null) return 'cut';
  // An answer that only the service knows of is the mailbox's: its voicemail is to be looked for.
  if (call.direction === 'incoming') return 'missed';
  if (record === null || record.answeredAt !== null) return 'cut';
  return outcomeOf({
    ...{ record, refused: false, answered: false, speechless: false, firstWords: [] },
  });
}
