import type { Principal, ThreadMessage } from '../../../shared/thread.ts';
import { newId } from '../../base/ids.ts';
import type { Voicemail } from './ports.ts';

/** What the thread says of a missed call, with what was left. */
export function missedCallText(voicemail: Voicemail | null): string {
  if (voicemail === null || (voicemail.text === '' && voicemail.recordedMs === null)) {
    return 'Missed call';
  }
  const { text, recordedMs } = voicemail;
  const length = recordedMs === null ? '' : ` (${minutes(recordedMs)})`;
  return text === ''
    ? `Missed call. Voicemail${length} without words that were understood.`
    : `Missed call. Voicemail${length}: ${text}`;
}

/** A line that somebody outside left; it is not answered. `at`: epoch ms. */
export function incomingLine(given: {
  readonly channel: 'phone' | 'sms';
  readonly at: number;
  readonly author: string;
  readonly principal: Principal;
  readonly text: string;
  readonly callId: string | null;
}): ThreadMessage {
  const { channel, at, author, principal, text, callId } = given;
  // A text is where it was to come once it is in the thread; a missed call waits for its owner, and was never a turn.
  const delivery = channel === 'sms' ? 'handled' : 'received';
  return {
    ...{ id: newId(), at, channel, direction: 'in', principal, author, text, heard: null },
    ...{ conversationId: callId ?? author, replyTo: null, callId, turnId: null },
    ...{ delivery, attempts: 0, reason: null },
  };
}

/** `0:07`, `1:30`. */
function minutes(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
