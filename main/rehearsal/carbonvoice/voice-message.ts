import { randomUUID } from 'node:crypto';
import { RefusedError } from '../../../shared/errors.ts';
import type { Clock } from '../../base/clock.ts';
import type { PracticeAttachment, PracticeEntry } from './entries.ts';
import type { CarbonVoiceFaults } from './faults.ts';
import type { NewMessage } from './messages.ts';
import { newPerson, placeWith } from './new-places.ts';
import type { PracticePerson } from './place-entries.ts';
import type { PracticeState } from './state.ts';

const lateTranscriptMs = 30_000;
const isAddress = /^[^\s@]+@[^\s@]+$/u;

/** A voice message as a person speaks it into the practice service. */
export type VoiceMessageInput = {
  /** May be empty where a file, a link or a forwarded message is sent. */
  readonly text: string;
  /** A message of the same conversation; the new one is filed under that one's thread. */
  readonly replyTo?: string;
  /** Default: the owner. */
  readonly senderId?: string;
  /** Whoever has this name (or `colleague`, or an address); a new name is a new person. Instead of `senderId`. */
  readonly from?: string;
  /** Default: that of `replyTo`, else the direct one with the agent. */
  readonly conversationId?: string;
  /** In the group, which a sender joins who is not in it. Instead of `conversationId`. */
  readonly group?: boolean;
  /** How deliveries about it look: as the service sends them now, or flat as in the integration guide. */
  readonly shape?: 'current' | 'guide';
  /** Whom it tags; in a group the agent answers only when tagged. */
  readonly taggedUserIds?: readonly string[];
  /** Tags the agent. */
  readonly tag?: boolean;
  /** A message that it forwards; the words are then a comment, and may be none. */
  readonly forwardOf?: string;
  /** Paths of the files that go with it. */
  readonly files?: readonly string[];
  readonly links?: readonly string[];
};

export type VoiceMessageSetting = {
  readonly state: PracticeState;
  readonly faults: CarbonVoiceFaults;
  readonly clock: Clock;
  readonly transcriptDelayMs: number;
};

export type SpokenMessage = {
  readonly message: NewMessage;
  /** People and places that are made for it. */
  readonly before: readonly PracticeEntry[];
};

/** Fills in what was left out. The faults that are on now hold for this message for good, also after a restart. */
export function toNewMessage(
  input: VoiceMessageInput,
  setting: VoiceMessageSetting,
  attachments: readonly PracticeAttachment[] = [],
): SpokenMessage {
  const { state } = setting;
  refuseNothing(input, state);
  const words = input.text.trim();
  const forwardOf = input.forwardOf ?? null;
  const sender = senderOf(input, state);
  const place = placeOf(input, setting, sender);
  const isMute = words === '' && forwardOf === null;
  const message: NewMessage = {
    kind: isMute ? 'attachment' : 'audio',
    words,
    conversationId: place.conversationId,
    forwardOf,
    creatorId: sender?.id ?? input.senderId ?? state.account.ownerId,
    rootId: rootOf(input, place.conversationId, state),
    idempotencyKey: null,
    attachments,
    taggedUserIds: tagsOf(input, state),
    ...(isMute ? {} : { speech: spokenAs(input, setting) }),
  };
  return { message, before: place.entries };
}

/** Something has to be said, sent or forwarded. */
function refuseNothing(
  { text, forwardOf, files = [], links = [] }: VoiceMessageInput,
  state: PracticeState,
): void {
  if (forwardOf !== undefined && !state.message(forwardOf)) {
    throw new RefusedError('REHEARSAL_UNKNOWN_MESSAGE', 'There is no such message to forward.');
  }
  const isEmpty = text.trim() === '' && files.length + links.length === 0;
  if (isEmpty && forwardOf === undefined) {
    throw new RefusedError('REHEARSAL_NO_WORDS', 'A practice message needs some words.');
  }
}

function tagsOf(
  { taggedUserIds = [], tag = false }: VoiceMessageInput,
  { account }: PracticeState,
): string[] {
  return [...taggedUserIds, ...(tag ? [account.agentId] : [])];
}

function spokenAs(
  { shape = 'current' }: VoiceMessageInput,
  { faults, transcriptDelayMs }: VoiceMessageSetting,
): NonNullable<NewMessage['speech']> {
  return { ...speechOf(faults, transcriptDelayMs), shape };
}

/** How the words of speech become known, by the faults that are on now. */
export function speechOf(
  faults: CarbonVoiceFaults,
  usualMs: number,
): NonNullable<NewMessage['speech']> {
  return {
    transcriptDelayMs: delayFor(faults, usualMs),
    blankTranscript: faults.isOn('blank-transcript'),
    shape: 'current',
  };
}

/** Null where no name was given. */
function senderOf({ from }: VoiceMessageInput, state: PracticeState): PracticePerson | null {
  const name = from?.trim() ?? '';
  if (name === '') return null;
  const known = state.places.personNamed(name);
  if (known?.id === state.account.agentId) {
    throw new RefusedError('REHEARSAL_NO_SENDER', 'The agent cannot write to itself.');
  }
  if (known) return known;
  if (isAddress.test(name)) return newPerson(name);
  const [firstName = name, ...rest] = name.split(/\s+/u);
  return { id: randomUUID(), firstName, lastName: rest.join(' '), email: null };
}

type NewPlace = { readonly conversationId: string; readonly entries: readonly PracticeEntry[] };

function placeOf(
  input: VoiceMessageInput,
  setting: VoiceMessageSetting,
  sender: PracticePerson | null,
): NewPlace {
  const { state } = setting;
  const { account } = state;
  const asked =
    input.group === true ? account.groupId : (input.conversationId ?? placeOfTarget(input, state));
  if (asked === undefined && sender && sender.id !== account.ownerId) {
    const { conversation, entries } = placeWith(setting, [sender]);
    return { conversationId: conversation.id, entries };
  }
  const conversationId = asked ?? account.directId;
  const conversation = state.places.conversation(conversationId);
  if (!conversation) {
    throw new RefusedError('REHEARSAL_UNKNOWN_PLACE', 'There is no such practice conversation.');
  }
  if (!sender || conversation.people.includes(sender.id)) return { conversationId, entries: [] };
  const joined = { ...conversation, people: [...conversation.people, sender.id] };
  return {
    conversationId,
    entries: [
      { type: 'person', person: sender },
      { type: 'conversation', conversation: joined },
    ],
  };
}

function placeOfTarget({ replyTo }: VoiceMessageInput, state: PracticeState): string | undefined {
  return replyTo === undefined ? undefined : state.message(replyTo)?.conversationId;
}

function rootOf(
  { replyTo }: VoiceMessageInput,
  conversationId: string,
  state: PracticeState,
): string | null {
  if (replyTo === undefined) return null;
  const target = state.message(replyTo);
  if (target?.conversationId === conversationId) return target.threadId;
  throw new RefusedError('REHEARSAL_UNKNOWN_MESSAGE', 'There is no such message to reply to.');
}

function delayFor(faults: CarbonVoiceFaults, usualMs: number): number | null {
  if (faults.isOn('no-transcript')) return null;
  return faults.isOn('late-transcript') ? lateTranscriptMs : usualMs;
}
