import { legacyAttachment } from './attachment-wire.ts';
import type { PracticeMessage } from './entries.ts';
import { isoTime } from './iso-time.ts';
import type { PracticeConversation, PracticePerson } from './place-entries.ts';
import { fullName } from './places.ts';
import type { PracticeState } from './state.ts';
import { durationOf, messageLink, parentOf, transcriptOf } from './wire.ts';

type Wire = Readonly<Record<string, unknown>>;

/** A message as the simplified sends answer it, in its envelope. */
export function simplifiedMessage(message: PracticeMessage, { account }: PracticeState): Wire {
  const transcript = transcriptOf(message);
  const parentId = parentOf(message);
  return {
    message: {
      id: message.id,
      link: messageLink(message.id),
      creator_id: message.creatorId,
      conversation_id: message.conversationId,
      workspace_id: account.workspaceId,
      created_at: isoTime(message.createdAt),
      last_updated_at: isoTime(message.updatedAt),
      duration_ms: durationOf(message),
      ...(transcript === null ? {} : { transcript }),
      ...(parentId === null ? {} : { parent_message_id: parentId }),
      reply_count: message.replyCount,
      language: 'english',
      status: message.status,
      type: 'channel',
      attachments: message.attachments.map((attachment) => legacyAttachment(attachment, message)),
    },
  };
}

export function conversationBrief(
  { id, name, type }: PracticeConversation,
  { account }: PracticeState,
): Wire {
  return { id, name, type, workspace_id: account.workspaceId };
}

export function simplifiedConversation(
  conversation: PracticeConversation,
  state: PracticeState,
): Wire {
  const messages = state.messagesIn(conversation.id);
  const times = messages.map((message) => message.updatedAt);
  return {
    ...conversationBrief(conversation, state),
    link: `https://practice.invalid/c/${conversation.id}`,
    workspace_name: 'Practice',
    owner_id: state.account.ownerId,
    visibility: 'private',
    is_private: true,
    is_async: false,
    total_messages: messages.length,
    created_at: isoTime(conversation.createdAt),
    ...(times.length > 0 ? { last_updated_at: isoTime(Math.max(...times)) } : {}),
  };
}

export function simplifiedUser(person: PracticePerson): Wire {
  return {
    id: person.id,
    link: `https://practice.invalid/u/${person.id}`,
    created_at: isoTime(0),
    first_name: person.firstName,
    last_name: person.lastName,
    full_name: fullName(person),
    emails: person.email === null ? [] : [person.email],
    phones: [],
    languages: ['english'],
  };
}

/** As `POST /contacts` has people. */
export function wireContact(person: PracticePerson, { account }: PracticeState): Wire {
  return {
    user_guid: person.id,
    first_name: person.firstName,
    last_name: person.lastName,
    languages: ['english'],
    user_type: person.id === account.agentId ? 'bot' : 'user',
    workspace_guids: [account.workspaceId],
  };
}

/** As `GET /channel/{id}` and `GET /whoami` have people. */
export function collaborator({ id, firstName, lastName }: PracticePerson): Wire {
  return { user_guid: id, first_name: firstName, last_name: lastName, image_url: null };
}
