import type { FastifyInstance } from 'fastify';
import type { ServiceContext } from './context.ts';
import type { PracticeAccount } from './entries.ts';
import { HttpRefusal } from './http-refusal.ts';
import type { PracticeState } from './state.ts';
import { isoTime } from './wire.ts';

/** Who the token belongs to, and the two conversations: the owner's direct one with the agent, and a group. */
export function addIdentityRoutes(app: FastifyInstance, { state }: ServiceContext): void {
  const { account } = state;
  app.get('/health', () => ({ status: 'ok' }));
  app.get('/whoami', () => ({
    success: true,
    user: {
      ...person(account, account.agentId),
      uuid: account.agentId,
      email_txt: '',
      role: 'member',
      workspace_guids: [account.workspaceId],
      identities: [],
      created_by: account.ownerId,
    },
  }));
  addConversationRoutes(app, state);
}

function addConversationRoutes(app: FastifyInstance, state: PracticeState): void {
  const { account } = state;
  app.get<{ Params: { id: string } }>('/channel/:id', (request) => {
    const { id, name, type, people } = conversation(account, request.params.id);
    return {
      channel_guid: id,
      channel_name: name,
      channel_kind: 'standard',
      type,
      workspace_guid: account.workspaceId,
      workspace_name: 'Practice',
      // Carbon Voice: set only on one-to-one conversations.
      dm_hash: type === 'directMessage' ? `dm-${id}` : null,
      deleted_at: null,
      total_messages: state.messagesIn(id).length,
      json_collaborators: people.map((userId) => person(account, userId)),
    };
  });
  app.get<{ Params: { id: string } }>('/simplified/conversations/:id', (request) => {
    const { id, name, type } = conversation(account, request.params.id);
    const messages = state.messagesIn(id);
    const times = messages.map((message) => message.updatedAt);
    return {
      id,
      name,
      type,
      link: `https://practice.invalid/c/${id}`,
      workspace_id: account.workspaceId,
      workspace_name: 'Practice',
      owner_id: account.ownerId,
      visibility: 'private',
      is_private: true,
      is_async: false,
      total_messages: messages.length,
      ...(times.length > 0 ? { last_updated_at: isoTime(Math.max(...times)) } : {}),
    };
  });
}

function conversation(
  { agentId, ownerId, colleagueId, directId, groupId }: PracticeAccount,
  id: string,
): { id: string; name: string; type: string; people: readonly string[] } {
  if (id === directId) {
    return { id, name: 'You and your agent', type: 'directMessage', people: [ownerId, agentId] };
  }
  if (id === groupId) {
    const people = [ownerId, agentId, colleagueId];
    return { id, name: 'Practice group', type: 'namedConversation', people };
  }
  throw new HttpRefusal(404, 'Conversation not found');
}

function person({ agentId, ownerId }: PracticeAccount, id: string): object {
  const lastName = id === agentId ? 'Agent' : id === ownerId ? 'Owner' : 'Colleague';
  return { user_guid: id, first_name: 'Practice', last_name: lastName, image_url: null };
}
