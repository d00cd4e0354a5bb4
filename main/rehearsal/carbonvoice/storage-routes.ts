import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServiceContext } from './context.ts';
import { HttpRefusal } from './http-refusal.ts';
import type { StoredFile } from './record-entries.ts';
import { cutOff } from './sending.ts';
import { SignedAddresses } from './signed-addresses.ts';
import type { Permit } from './signed-addresses.ts';

/** No limit of uploads is published; this one keeps the memory of the app. */
const maxUploadBytes = 64 * 1024 * 1024;
/** Larger than the 10 MB to which Carbon Voice's own clients keep. */
const tooManyBytes = 11 * 1024 * 1024;

type AboutObject = FastifyRequest<{ Params: { object: string; name: string } }>;

/** The storage that signed addresses lead to: no token, and none is tolerated. */
export function addStorageRoutes(app: FastifyInstance, context: ServiceContext): void {
  const addresses = new SignedAddresses(context.state, context.clock);
  const taken = new Set<string>();
  const failed = new Set<string>();
  const admitted = admission(context, addresses);
  void app.register(async (storage) => {
    storage.removeAllContentTypeParsers();
    storage.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
    const options = { bodyLimit: maxUploadBytes };
    storage.put('/storage/:object/:name', options, async (request: AboutObject, reply) => {
      const mimeType = request.headers['content-type'] ?? '';
      const nonce = admitted(request, { method: 'PUT', mimeType });
      const isSpent = taken.has(nonce) || context.state.records.isSpent(nonce);
      if (isSpent) throw new HttpRefusal(403, 'The signed address has been used');
      return put(context, request, { reply, nonce, mimeType, taken, failed });
    });
    storage.get('/storage/:object/:name', (request: AboutObject, reply) => {
      admitted(request, { method: 'GET', mimeType: '' });
      return get(context, request.params.object, reply);
    });
  });
}

type Put = {
  readonly reply: FastifyReply;
  readonly nonce: string;
  readonly mimeType: string;
  /** Addresses whose bytes are being stored. */
  readonly taken: Set<string>;
  /** Files whose first upload a fault has spoiled. */
  readonly failed: Set<string>;
};

async function put(
  { files, faults }: ServiceContext,
  request: AboutObject,
  { reply, nonce, mimeType, taken, failed }: Put,
): Promise<FastifyReply> {
  const { object: objectId, name: filename } = request.params;
  if (faults.isOn('upload-hangs')) {
    reply.hijack();
    return reply;
  }
  const isFirst = !failed.has(objectId);
  failed.add(objectId);
  if (isFirst && faults.isOn('upload-fails-once')) throw new HttpRefusal(503, 'Slow down');
  const content = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  taken.add(nonce);
  const { sha256 } = await files
    .store({ objectId, filename, mimeType, nonce, content })
    .finally(() => taken.delete(nonce));
  if (isFirst && faults.isOn('upload-lost-once')) return cutOff(reply);
  return reply.code(200).header('etag', `"${sha256}"`).send();
}

function get(context: ServiceContext, objectId: string, reply: FastifyReply): FastifyReply {
  const { state, faults, files, clock } = context;
  const file = faults.isOn('download-gone') ? null : state.records.file(objectId);
  const fetch = { at: clock.now(), objectId, status: file ? 200 : 404 };
  state.commit([{ type: 'file-fetched', fetch }]);
  if (!file) throw new HttpRefusal(404, 'The file does not exist');
  reply.type(faults.isOn('download-wrong-type') ? 'text/html' : file.mimeType);
  if (faults.isOn('download-hangs')) return beginOnly(reply, file);
  if (faults.isOn('download-too-large')) return reply.send(zeros(tooManyBytes));
  reply.header('content-length', file.bytes);
  return reply.send(createReadStream(files.path(objectId)));
}

function beginOnly(reply: FastifyReply, { mimeType, bytes }: StoredFile): FastifyReply {
  reply.hijack();
  reply.raw.writeHead(200, { 'content-type': mimeType, 'content-length': bytes + 1 });
  reply.raw.write('\0');
  return reply;
}

function* someZeros(count: number): Generator<Buffer> {
  const piece = Buffer.alloc(64 * 1024);
  for (let left = count; left > 0; left -= piece.length) yield piece.subarray(0, left);
}

function zeros(count: number): Readable {
  return Readable.from(someZeros(count));
}

type Admitted = (request: AboutObject, asked: Pick<Permit, 'method' | 'mimeType'>) => string;

/** Whether the address allows it; gives back its nonce. */
function admission({ faults }: ServiceContext, addresses: SignedAddresses): Admitted {
  return (request, asked) => {
    if (request.headers.authorization !== undefined) {
      throw new HttpRefusal(400, 'Only one way to sign in is allowed');
    }
    const { object: objectId, name: filename } = request.params;
    const checked = addresses.check({ ...asked, objectId, filename }, request.query);
    if (checked.type === 'wrong') throw new HttpRefusal(403, 'The signature does not match');
    if (checked.type === 'right' && !faults.isOn('signed-address-expired')) return checked.nonce;
    throw new HttpRefusal(403, 'The request has expired');
  };
}
