import { isAbort } from '../../shared/errors.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import type { CallRecord, Telephony, TranscriptLine } from './ports.ts';
import { isForMailbox } from './whose-call.ts';
import type { InboundPolicy } from './whose-call.ts';

export type CatchUpOf = {
  readonly telephony: Pick<Telephony, 'readCall' | 'transcriptsOf' | 'readTranscription'>;
  readonly transcriptionIds: readonly string[];
  readonly line: (transcriptionId: string, line: TranscriptLine) => void;
  /** The service says that it is over, or knows it no more. */
  readonly ended: (transcriptionId: string) => void;
  readonly log: Logger;
};

/**
 * Reads what was missed of a call: its words first, so that they stand before its end. Resolves with the call as it is
 * now, null when the service knows it no more. Throws AppError when the call itself cannot be read.
 */
export async function catchUpOn(
  callId: string,
  missed: CatchUpOf,
  signal: AbortSignal,
): Promise<CallRecord | null> {
  const now = await missed.telephony.readCall(callId, signal);
  for (const id of missed.transcriptionIds) {
    try {
      await catchUpOnWords(id, missed, signal);
    } catch (error) {
      if (isAbort(error)) throw error;
      // A hang-up that was missed is told all the same.
      missed.log.warn('what was said meanwhile could not be read', errorFields(error));
    }
  }
  return now;
}

async function catchUpOnWords(
  id: string,
  { telephony, line, ended }: CatchUpOf,
  signal: AbortSignal,
): Promise<void> {
  for (const one of await telephony.transcriptsOf(id, signal)) line(id, one);
  const now = await telephony.readTranscription(id, signal);
  if (now?.status !== 'progressing') ended(id);
}

/**
 * Incoming calls that go on and of which no event may have told. Throws AppError. A number that was set up has a
 * mailbox, which takes what was not heard of in time: its calls are left to it.
 */
export async function callsLeftWaiting(
  {
    telephony,
    policy,
  }: {
    readonly telephony: Pick<Telephony, 'liveCalls'>;
    readonly policy: () => InboundPolicy;
  },
  signal: AbortSignal,
): Promise<readonly CallRecord[]> {
  const live = await telephony.liveCalls(signal);
  const now = policy();
  return live.filter((call) => call.direction === 'incoming' && !isForMailbox(call, now));
}
