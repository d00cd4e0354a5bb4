import type { CallAccount } from '../../shared/call-account.ts';
import { Backoff } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import { sleep } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import type { CallDesk } from '../call/call-desk.ts';
import type { CallRecord, Telephony } from '../call/ports.ts';
import type { CallBriefs } from '../thread/call-briefs.ts';
import type { CallLedger } from '../thread/call-ports.ts';
import { cutEnd } from './call-accounts.ts';
import type { NumberCare } from './numbers/number-care.ts';
import type { OrphanWords } from './orphan-words.ts';
import { isRinging, wasAnsweredByOrder } from './pick-up.ts';

export type OrphanDeps = {
  readonly store: Pick<CallLedger, 'endCall'> & {
    /** Calls of which no end was kept. */
    openCalls(): Promise<readonly CallAccount[]>;
  };
  readonly telephony: Pick<
    Telephony,
    | 'transcriptionsOf'
    | 'stopTranscription'
    | 'liveSpeakings'
    | 'stopSpeaking'
    | 'readCall'
    | 'hangUp'
  >;
  readonly desk: Pick<CallDesk, 'calls'>;
  readonly care: Pick<NumberCare, 'hasMailbox'>;
  readonly words: Pick<OrphanWords, 'keep'>;
  readonly briefs: Pick<CallBriefs, 'takeUp'>;
  readonly clock: Clock;
  readonly log: Logger;
};

/** The call as the service has it; `hungUp`: it went on until now. */
type Found = { readonly record: CallRecord | null; readonly hungUp: boolean };

/**
 * What a run that died left open at the service is paid for until somebody stops it. Resolves after the first attempt;
 * what it did not stop, or what still rings, is looked at again until the signal. Throws StoreError.
 */
export async function stopOrphans(deps: OrphanDeps, signal: AbortSignal): Promise<void> {
  const orphans = await deps.store.openCalls();
  if (orphans.length === 0) return;
  const left = await stopAll(deps, orphans, signal);
  await deps.briefs.takeUp();
  stopLater(deps, left, signal).catch((error: unknown) => {
    if (!signal.aborted) deps.log.warn('an earlier run’s calls stay open', errorFields(error));
  });
}

async function stopLater(
  deps: OrphanDeps,
  orphans: readonly CallAccount[],
  signal: AbortSignal,
): Promise<void> {
  const backoff = new Backoff({ firstMs: 5000, maxMs: 60_000 });
  for (let left = orphans; left.length > 0;) {
    await sleep(deps.clock, backoff.next(), signal);
    const before = left.length;
    left = await stopAll(deps, left, signal);
    if (left.length < before) await deps.briefs.takeUp();
  }
}

/** Resolves with those that could not be stopped, and those that still ring. */
async function stopAll(
  deps: OrphanDeps,
  orphans: readonly CallAccount[],
  signal: AbortSignal,
): Promise<readonly CallAccount[]> {
  const { store, clock, log, desk } = deps;
  const left: CallAccount[] = [];
  for (const orphan of orphans) {
    // It goes on in this run.
    if (desk.calls.some(({ record }) => record.id === orphan.callId)) continue;
    try {
      const atMailbox = await findAtMailbox(deps, orphan, signal);
      // News of it may still have it taken: how it comes out is not known yet.
      if (isRinging(atMailbox?.record)) {
        left.push(orphan);
        continue;
      }
      const found = atMailbox ?? (await stopCall(deps, orphan.callId, signal));
      // Before its end is kept: from then on it is told of.
      if (atMailbox === null) await deps.words.keep(orphan, signal);
      await store.endCall(cutEnd(orphan, { ...found, now: clock.now() }));
    } catch (error) {
      signal.throwIfAborted();
      left.push(orphan);
      log.warn('what an earlier run left open could not be stopped', errorFields(error));
    }
  }
  return left;
}

/**
 * A call in that nobody of us took is the mailbox's, sooner or later: whoever speaks to it is not cut off. Null where it
 * is ours to stop. Throws AppError.
 */
async function findAtMailbox(
  { telephony, care }: OrphanDeps,
  { callId, direction, answeredAt }: CallAccount,
  signal: AbortSignal,
): Promise<Found | null> {
  if (direction !== 'incoming' || answeredAt !== null) return null;
  const record = await telephony.readCall(callId, signal);
  if (record === null || wasAnsweredByOrder(record)) return null;
  return care.hasMailbox({ ...record, status: 'progressing' }) ? { record, hungUp: false } : null;
}

/** Each on its own: what cannot be stopped keeps nothing else going. Throws the first failure. */
async function stopCall(
  { telephony }: OrphanDeps,
  callId: string,
  signal: AbortSignal,
): Promise<Found> {
  const ended = await Promise.allSettled([
    hangUp(telephony, callId, signal),
    stopEars(telephony, callId, signal),
    stopVoices(telephony, callId, signal),
  ]);
  const failed = ended.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
  const [found] = ended;
  return found.status === 'fulfilled' ? found.value : { record: null, hungUp: false };
}

async function hangUp(
  telephony: OrphanDeps['telephony'],
  callId: string,
  signal: AbortSignal,
): Promise<Found> {
  const record = await telephony.readCall(callId, signal);
  const hungUp = record !== null && record.status !== 'ended';
  if (hungUp) await telephony.hangUp(callId, signal);
  return { record, hungUp };
}

async function stopEars(
  telephony: OrphanDeps['telephony'],
  callId: string,
  signal: AbortSignal,
): Promise<void> {
  for (const { id, status } of await telephony.transcriptionsOf(callId, signal)) {
    if (status === 'progressing') await telephony.stopTranscription(id, signal);
  }
}

async function stopVoices(
  telephony: OrphanDeps['telephony'],
  callId: string,
  signal: AbortSignal,
): Promise<void> {
  for (const speaking of await telephony.liveSpeakings(signal)) {
    if (speaking.callId === callId) await telephony.stopSpeaking(speaking.id, signal);
  }
}
