import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ServiceContext } from './context.ts';
import { linkAttachment } from './files.ts';
import { checked, HttpRefusal } from './http-refusal.ts';
import { addressees } from './new-places.ts';
import { answerSend, refuseWhenBroken, sendOnce } from './sending.ts';
import type { Send } from './sending.ts';
import { simplifiedMessage } from './simplified-wire.ts';

const contentMembers = {
  transcript: z.string().optional(),
  links: z.array(z.url({ protocol: /^https?$/ })).default([]),
  // Carbon Voice has further ones, which send on a message that exists; nothing here practises those.
  from_message_type: z.literal('NewMessage').default('NewMessage'),
  body_type: z.string().optional(),
};

const conversationBody = z.strictObject(contentMembers);

const directBody = z.strictObject({
  ...contentMembers,
  to: z.strictObject({
    user_ids: z.array(z.string().min(1)).default([]),
    emails: z.array(z.email()).default([]),
  }),
  workspace_id: z.string().default('personal'),
});

/** `POST /simplified/messages/direct` and `…/conversation/{id}`: no key, so a repeated one is a second message. */
export function addSimplifiedSendRoutes(app: FastifyInstance, context: ServiceContext): void {
  app.post('/simplified/messages/direct', (request, reply) => {
    refuseWhenBroken(context);
    const body = checked(directBody, request.body);
    refuseWorkspace(context, body.workspace_id);
    const { conversation, entries } = addressees(context, {
      userIds: body.to.user_ids,
      emails: body.to.emails,
    });
    const message = sendOnce(context, {
      ...contentOf(body),
      route: 'direct',
      conversationId: conversation.id,
      before: entries,
    });
    context.answers.schedule(conversation.id);
    return answerSend(context, reply, simplifiedMessage(message, context.state));
  });
  app.post(
    '/simplified/messages/conversation/:id',
    (request: FastifyRequest<{ Params: { id: string } }>, reply) => {
      refuseWhenBroken(context);
      const body = checked(conversationBody, request.body);
      const message = sendOnce(context, {
        ...contentOf(body),
        route: 'conversation',
        conversationId: request.params.id,
      });
      return answerSend(context, reply, simplifiedMessage(message, context.state));
    },
  );
}

function contentOf(body: z.infer<typeof conversationBody>): Omit<Send, 'route' | 'conversationId'> {
  const words = body.transcript?.trim() ?? '';
  if (words === '' && body.links.length === 0) {
    throw new HttpRefusal(400, ['transcript: a transcript or links are needed']);
  }
  // Carbon Voice: without `TextMessage` the transcript is read out, so that a spoken message comes of it.
  const spoken = body.body_type === 'TextMessage' ? 'text' : 'audio';
  return {
    kind: words === '' ? 'attachment' : spoken,
    words,
    idempotencyKey: null,
    replyTo: null,
    attachments: body.links.map(linkAttachment),
  };
}

function refuseWorkspace({ state }: ServiceContext, workspaceId: string): void {
  if (workspaceId === 'personal' || workspaceId === state.account.workspaceId) return;
  throw new HttpRefusal(404, 'Workspace not found');
}
