import { RefusedError } from '../../../shared/errors.ts';
import type { CarbonVoiceFaults } from './faults.ts';
import type { NewMessage } from './messages.ts';
import type { PracticeState } from './state.ts';

const lateTranscriptMs = 30_000;

/** A voice message as a person speaks it into the practice service. */
export type VoiceMessageInput = {
  readonly text: string;
  /** A message of the same conversation; the new one is filed under that one's thread. */
  readonly replyTo?: string;
  /** Default: the owner. */
  readonly senderId?: string;
  /** Default: that of `replyTo`, else the owner's direct one with the agent. */
  readonly conversationId?: string;
  /** How deliveries about it look: as the service sends them now, or flat as in the integration guide. */
  readonly shape?: 'current' | 'guide';
  /** Whom it tags; in a group the agent answers only when tagged. */
  readonly taggedUserIds?: readonly string[];
  /** A message that it forwards; the words are then a comment, and may be none. */
  readonly forwardOf?: string;
};

export type VoiceMessageSetting = {
  readonly state: PracticeState;
  readonly faults: CarbonVoiceFaults;
  readonly transcriptDelayMs: number;
};

/** Fills in what was left out. The faults that are on now hold for this message for good, also after a restart. */
export function toNewMessage(
  input: VoiceMessageInput,
  { state, faults, transcriptDelayMs }: VoiceMessageSetting,
): NewMessage {
  const words = input.text.trim();
  const forwardOf = input.forwardOf ?? null;
  if (forwardOf !== null && !state.message(forwardOf)) {
    throw new RefusedError('REHEARSAL_UNKNOWN_MESSAGE', 'There is no such message to forward.');
  }
  if (words === '' && forwardOf === null) {
    throw new RefusedError('REHEARSAL_NO_WORDS', 'A practice message needs some words.');
  }
  const { conversationId, rootId } = placeOf(input, state);
  return {
    kind: 'audio',
    words,
    conversationId,
    forwardOf,
    creatorId: input.senderId ?? state.account.ownerId,
    rootId,
    idempotencyKey: null,
    attachments: [],
    taggedUserIds: [...(input.taggedUserIds ?? [])],
    speech: {
      transcriptDelayMs: delayFor(faults, transcriptDelayMs),
      blankTranscript: faults.isOn('blank-transcript'),
      shape: input.shape ?? 'current',
    },
  };
}

type Place = { readonly conversationId: string; readonly rootId: string | null };

function placeOf(
  { replyTo, conversationId: asked }: VoiceMessageInput,
  state: PracticeState,
): Place {
  const conversationId = asked ?? conversationOf(replyTo, state) ?? state.account.directId;
  if (!state.hasConversation(conversationId)) {
    throw new RefusedError('REHEARSAL_UNKNOWN_PLACE', 'There is no such practice conversation.');
  }
  if (replyTo === undefined) return { conversationId, rootId: null };
  const target = state.message(replyTo);
  if (target?.conversationId !== conversationId) {
    throw new RefusedError('REHEARSAL_UNKNOWN_MESSAGE', 'There is no such message to reply to.');
  }
  return { conversationId, rootId: target.threadId };
}

function conversationOf(messageId: string | undefined, state: PracticeState): string | undefined {
  return messageId === undefined ? undefined : state.message(messageId)?.conversationId;
}

function delayFor(faults: CarbonVoiceFaults, usualMs: number): number | null {
  if (faults.isOn('no-transcript')) return null;
  return faults.isOn('late-transcript') ? lateTranscriptMs : usualMs;
}
