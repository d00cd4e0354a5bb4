import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ServiceContext } from './context.ts';
import { checked, HttpRefusal } from './http-refusal.ts';
import type { PracticeConversation, PracticePerson } from './place-entries.ts';
import {
  collaborator,
  conversationBrief,
  simplifiedConversation,
  simplifiedUser,
  wireContact,
} from './simplified-wire.ts';
import type { PracticeState } from './state.ts';

const contactsBody = z.strictObject({ user_guids: z.array(z.string()).optional() });

const searchQuery = z.strictObject({
  email: z.string().min(1).optional(),
  phone: z.string().min(1).optional(),
  name: z.string().min(1).optional(),
});

type ById = FastifyRequest<{ Params: { id: string } }>;

/** Conversations and the people in them. */
export function addPlaceRoutes(app: FastifyInstance, { state }: ServiceContext): void {
  const { places } = state;
  app.get('/channel/:id', (request: ById) => {
    const conversation = found(state, request.params.id);
    const { id, name, type } = conversation;
    return {
      channel_guid: id,
      channel_name: name,
      channel_kind: 'standard',
      type,
      workspace_guid: state.account.workspaceId,
      workspace_name: 'Practice',
      // Carbon Voice: set only on one-to-one conversations.
      dm_hash: type === 'directMessage' ? `dm-${id}` : null,
      deleted_at: null,
      total_messages: state.messagesIn(id).length,
      json_collaborators: peopleOf(state, conversation).map(collaborator),
    };
  });
  app.get('/simplified/conversations/all', () => {
    const results = places.conversations.map((one) => conversationBrief(one, state));
    return { results_count: results.length, results };
  });
  app.get('/simplified/conversations/:id', (request: ById) =>
    simplifiedConversation(found(state, request.params.id), state),
  );
  app.get('/simplified/conversations/:id/users', (request: ById) =>
    peopleOf(state, found(state, request.params.id)).map(simplifiedUser),
  );
  app.post('/contacts', (request, reply) => {
    const { user_guids: ids } = checked(contactsBody, request.body);
    const wanted = places.people.filter(({ id }) => ids === undefined || ids.includes(id));
    return reply.code(201).send(wanted.map((person) => wireContact(person, state)));
  });
  app.get('/simplified/users/search', (request) => {
    const { email, phone, name } = checked(searchQuery, request.query);
    if ([email, phone, name].filter((one) => one !== undefined).length !== 1) {
      throw new HttpRefusal(400, 'Exactly one of email, phone and name is needed');
    }
    // Nobody here has a phone number.
    const person =
      email === undefined ? places.personNamed(name ?? '') : places.personWithEmail(email);
    if (!person) throw new HttpRefusal(404, 'User not found');
    return simplifiedUser(person);
  });
}

function found({ places }: PracticeState, id: string): PracticeConversation {
  const conversation = places.conversation(id);
  if (conversation) return conversation;
  throw new HttpRefusal(404, 'Conversation not found');
}

function peopleOf(
  { places }: PracticeState,
  { people }: PracticeConversation,
): readonly PracticePerson[] {
  return people.map((id) => places.person(id)).filter((person) => person !== null);
}
