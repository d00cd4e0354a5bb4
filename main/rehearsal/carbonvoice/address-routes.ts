import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ServiceContext } from './context.ts';
import { checked, HttpRefusal } from './http-refusal.ts';
import type { StoredFile, UploadOrder } from './record-entries.ts';
import { SignedAddresses } from './signed-addresses.ts';
import { shareLinkOf } from './wire.ts';

const uploadBody = z.strictObject({
  files: z
    .array(
      z.strictObject({
        filename: z.string().min(1).max(255),
        mimetype: z.string().regex(/^[\w.+-]+\/[\w.+-]+$/u, 'must be a media type'),
        idempotency_key: z.string().min(1).optional(),
      }),
    )
    .min(1),
});

const bulkBody = z.strictObject({ ids: z.array(z.string()).min(1) });

type ById = FastifyRequest<{ Params: { id: string } }>;
type OfForward = FastifyRequest<{ Params: { share: string; id: string } }>;

/** Signed addresses: where to put a file that is to be sent, and where to fetch one. */
export function addAddressRoutes(app: FastifyInstance, context: ServiceContext): void {
  addUploadRoutes(app, context);
  addDownloadRoutes(app, context);
}

function addUploadRoutes(app: FastifyInstance, context: ServiceContext): void {
  const { state, files, faults, clock } = context;
  const addresses = new SignedAddresses(state, clock);
  const upload = (route: UploadOrder['route'], request: FastifyRequest): readonly object[] => {
    if (faults.isOn('upload-refused')) throw new HttpRefusal(403, 'Forbidden');
    const body = checked(uploadBody, request.body);
    return body.files.map(({ filename, mimetype: mimeType, idempotency_key: key }) => {
      const order = files.order({ route, filename, mimeType, idempotencyKey: key ?? null });
      const path = addresses.sign({ ...order, method: 'PUT' });
      return { url: baseOf(request) + path, filename, mimetype: mimeType };
    });
  };
  app.post('/v5/attachments/upload/signedurl', (request, reply) =>
    reply.code(201).send(upload('v5', request)),
  );
  app.post('/v3/attachments/signedurl', (request, reply) =>
    reply.code(201).send(upload('v3', request)),
  );
}

function addDownloadRoutes(app: FastifyInstance, context: ServiceContext): void {
  const { state, clock } = context;
  const addresses = new SignedAddresses(state, clock);
  const addressOf = (file: StoredFile, request: FastifyRequest): string =>
    baseOf(request) + addresses.sign({ ...file, method: 'GET', mimeType: '' });
  let answers = 0;
  const asText = (address: string): string => {
    answers += 1;
    // Carbon Voice: bare text, at times in double quotes; here every other time.
    return answers % 2 === 0 ? `"${address}"` : address;
  };
  app.get('/v5/attachments/download/signedurl/:id', (request: ById, reply) => {
    const file = fetchable(context, request.params.id);
    return reply.type('text/plain').send(asText(addressOf(file, request)));
  });
  app.post('/v5/attachments/download/signedurl/bulk', (request, reply) => {
    const { ids } = checked(bulkBody, request.body);
    const rows = ids.map((id) => ({
      attachment_id: id,
      signed_url: addressOf(fetchable(context, id), request),
    }));
    return reply.code(201).send(rows);
  });
  app.get('/message-sharelinks/:share/attachments/signedurl/:id', (request: OfForward, reply) => {
    const { share, id } = request.params;
    const isOfForward = shareLinkOf(state.attachment(id)?.message.id ?? '') === share;
    if (!isOfForward) throw new HttpRefusal(404, 'Attachment not found');
    return reply.type('text/plain').send(asText(addressOf(fetchable(context, id), request)));
  });
}

function fetchable({ state, files }: ServiceContext, id: string): StoredFile {
  const found = state.attachment(id);
  const file = found && found.message.status !== 'deleted' && files.fetchable(found.attachment);
  if (!file) throw new HttpRefusal(404, 'Attachment not found');
  return file;
}

/** The storage is the same server, at the address under which the client knows it. */
function baseOf(request: FastifyRequest): string {
  return `http://${request.host}`;
}
