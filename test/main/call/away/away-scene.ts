import { onTestFinished } from 'vitest';
import type {
  MissedCallBook,
  PhoneHistory,
  TextBook,
  TextMessage,
  Voicemail,
} from '../../../../main/call/away/ports.ts';
import type { CallOutcome } from '../../../../shared/call-outcome.ts';
import type { CallRecord } from '../../../../main/call/ports.ts';
import { beginCall, endCall, openCalls } from '../../../../main/store/call.ts';
import { openDatabase } from '../../../../main/store/database.ts';
import type { Database } from '../../../../main/store/database.ts';
import * as missed from '../../../../main/store/missed.ts';
import { incomingLine } from '../../../../main/call/away/missed-line.ts';
import { insertMessage, recentMessages } from '../../../../main/store/message.ts';
import type { ThreadMessage } from '../../../../shared/thread.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

export const own = '+12025550199';
export const friend = '+12025550111';
export const startAt = 1_800_000_000_000;
const minute = 60_000;

/** The real store's operations on a data file in memory, durable for as long as the test keeps the file. */
function bookOn(db: Database): MissedCallBook & TextBook {
  return {
    phoneCursor: (query) => Promise.resolve(missed.phoneCursor(db, query)),
    movePhoneCursor: (move) => Promise.resolve(missed.movePhoneCursor(db, move)),
    openCalls: () => Promise.resolve(openCalls(db)),
    tellMissedCall: (tell) => Promise.resolve(missed.tellMissedCall(db, tell)),
    awaitedVoicemails: () => Promise.resolve(missed.awaitedVoicemails(db)),
    changeMissedCall: (change) => Promise.resolve(missed.changeMissedCall(db, change)),
    tellText: (tell) => Promise.resolve(missed.tellText(db, tell)),
  };
}

/** What the service remembers, as the test says. */
export class FakeHistory implements PhoneHistory {
  calls: CallRecord[] = [];
  texts: TextMessage[] = [];
  readonly voicemails = new Map<string, Voicemail>();

  incomingSince(at: number): Promise<readonly CallRecord[]> {
    return Promise.resolve(
      this.calls.filter(({ createdAt }) => (createdAt ?? 0) >= at).toReversed(),
    );
  }

  voicemailOf(callId: string): Promise<Voicemail> {
    return Promise.resolve(this.voicemails.get(callId) ?? { text: '', recordedMs: null });
  }

  textsSince(at: number): Promise<readonly TextMessage[]> {
    return Promise.resolve(this.texts.filter((text) => (text.at ?? 0) >= at).toReversed());
  }
}

/** A call to our number that was over a minute after it began. */
export function endedCall(id: string, atMs: number, more: Partial<CallRecord> = {}): CallRecord {
  const createdAt = startAt + atMs;
  return {
    ...{ id, direction: 'incoming', status: 'ended', hangup: { by: 'remote', reason: 'normal' } },
    from: { type: 'tel', target: friend, name: '' },
    to: { type: 'tel', target: own, name: '' },
    ...{ createdAt, answeredAt: null, endedAt: createdAt + minute },
    ...more,
  };
}

/** A run of the app over a data file that an earlier one may have left. */
export function openAwayScene(before?: { readonly db: Database; readonly history: FakeHistory }) {
  const db = before?.db ?? openDatabase(':memory:');
  if (!before) onTestFinished(() => db.file.close());
  const history = before?.history ?? new FakeHistory();
  const clock = new FakeClock(startAt);
  const told: ThreadMessage[] = [];
  const deps = {
    ...{ history, book: bookOn(db), clock },
    policy: () => ({ allow: [friend], ownNumbers: [own] }),
    tell: (message: ThreadMessage) => void told.push(message),
  };
  const kept = (): readonly Record<string, unknown>[] =>
    db.sql.all`SELECT author, text, channel, delivery, callId FROM message ORDER BY at`;
  const isRemembered = (): boolean =>
    recentMessages(db, { conversationId: null, limit: 10 }).length > 0;
  /** A call that we had in hand; null while its end is not kept yet. */
  const handled = (callId: string, outcome: CallOutcome | null = null): void => {
    const call = { callId, direction: 'incoming', number: friend, principal: 'trusted' } as const;
    // A second time it is there already.
    beginCall(db, { ...call, goal: null, startedAt: startAt });
    const end = { callId, endedAt: startAt, endedBy: '', meters: null } as const;
    if (outcome !== null) endCall(db, { ...end, outcome });
  };
  const said = (callId: string): void => {
    const party = { author: friend, principal: 'trusted' } as const;
    const at = startAt;
    insertMessage(db, incomingLine({ channel: 'phone', at, ...party, text: 'Hello?', callId }));
  };
  return { db, history, clock, told, deps, kept, isRemembered, handled, said };
}
