import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { attachmentInput, attachmentOf, newAttachment } from './attachment-input.ts';
import type { AttachmentInput } from './attachment-input.ts';
import { legacyAttachment } from './attachment-wire.ts';
import type { ServiceContext } from './context.ts';
import type { PracticeAttachment, PracticeMessage } from './entries.ts';
import { linkAttachment } from './files.ts';
import { checked, HttpRefusal } from './http-refusal.ts';
import { cutOff } from './sending.ts';

const linksBody = z.strictObject({
  links: z.array(z.url({ protocol: /^https?$/ })).min(1),
});

const attachmentsBody = z.strictObject({ attachments: z.array(attachmentInput).min(1) });

type AboutMessage = FastifyRequest<{ Params: { id: string } }>;
type AboutAttachment = FastifyRequest<{ Params: { id: string; attachment: string } }>;

/** What is added to messages that exist, and how far their files are. */
export function addAttachmentRoutes(app: FastifyInstance, context: ServiceContext): void {
  const add = (
    message: PracticeMessage,
    added: readonly PracticeAttachment[],
  ): readonly object[] => {
    context.messages.attach(message, [...message.attachments, ...added]);
    return added.map((attachment) => legacyAttachment(attachment, message));
  };
  app.post('/simplified/messages/:id/attachments/bulk/link', (request: AboutMessage, reply) => {
    const { links } = checked(linksBody, request.body);
    const rows = add(ownMessage(context, request.params.id), links.map(linkAttachment));
    return reply.code(201).send({ attachments: rows });
  });
  app.post('/messages/:id/attachments', (request: AboutMessage, reply) => {
    const { attachments } = checked(attachmentsBody, request.body);
    const rows = add(ownMessage(context, request.params.id), attachments.map(newAttachment));
    return reply.code(201).send(rows);
  });
  app.put('/messages/:id/attachment/:attachment', (request: AboutAttachment, reply) => {
    refuseReports(context);
    const message = ownMessage(context, request.params.id);
    const input = checked(attachmentInput, request.body);
    const changed = report(context, message, { id: request.params.attachment, input });
    return answer(context, reply, legacyAttachment(changed, message));
  });
}

function report(
  { state, messages, files, clock }: ServiceContext,
  message: PracticeMessage,
  { id, input }: { readonly id: string; readonly input: AttachmentInput },
): PracticeAttachment {
  if (!message.attachments.some((attachment) => attachment.id === id)) {
    throw new HttpRefusal(404, 'Attachment not found');
  }
  const changed = attachmentOf(id, input);
  const reported = {
    at: clock.now(),
    messageId: message.id,
    attachmentId: id,
    status: changed.status,
    percentComplete: changed.percentComplete,
    hasBytes: files.hasBytes(changed),
  };
  messages.attach(
    state.message(message.id) ?? message,
    message.attachments.map((attachment) => (attachment.id === id ? changed : attachment)),
    [{ type: 'file-reported', report: reported }],
  );
  return changed;
}

/** Only its sender changes a message. */
function ownMessage({ state }: ServiceContext, id: string): PracticeMessage {
  const message = state.message(id);
  if (!message) throw new HttpRefusal(404, 'Message not found');
  if (message.creatorId !== state.account.agentId) throw new HttpRefusal(403, 'Forbidden');
  return message;
}

function refuseReports({ faults }: ServiceContext): void {
  if (faults.isOn('finishing-fails')) throw new HttpRefusal(500, 'Internal server error');
  if (faults.isOn('finishing-refused')) throw new HttpRefusal(403, 'Forbidden');
}

function answer({ faults }: ServiceContext, reply: FastifyReply, body: object): FastifyReply {
  return faults.isOn('finishing-lost') ? cutOff(reply) : reply.send(body);
}
