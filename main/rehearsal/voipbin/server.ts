import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fastify } from 'fastify';
import { sleep } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import { errorFields } from '../../base/log.ts';
import { addAccountRoutes } from './account-routes.ts';
import { admission } from './admission.ts';
import { ApiRefusal, internalRefusal } from './api-refusal.ts';
import { addCallRoutes } from './call-routes.ts';
import type { ServiceContext } from './context.ts';
import { targetOf } from './credentials.ts';
import { addMessageRoutes } from './message-routes.ts';
import { addNumberRoutes } from './number-routes.ts';
import { addSignInRoutes } from './sign-in-routes.ts';
import { addSpeakingRoutes } from './speaking-routes.ts';
import { withOldTimes } from './stamps.ts';
import { addTranscribeRoutes } from './transcribe-routes.ts';

const slowMs = 5000;
const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** One request, as it was answered. */
export type RequestNote = {
  readonly at: number;
  readonly method: string;
  /** Without the query, which can hold a token. */
  readonly path: string;
  readonly status: number;
};

export type ServerParts = {
  readonly context: ServiceContext;
  readonly log: Logger;
  readonly onAnswer: (note: RequestNote) => void;
};

/** The HTTP face of the practice service; not listening yet. */
export function createServer(parts: ServerParts): FastifyInstance {
  const { context } = parts;
  const app = fastify({
    forceCloseConnections: true,
    bodyLimit: 1_048_576,
    genReqId: requestIdOf,
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) => {
    const parsed = parseJson(String(text));
    if (parsed) done(null, parsed.value);
    else done(new ApiRefusal(400, 'INVALID_JSON_BODY'), undefined);
  });
  addHooks(app, parts);
  app.setNotFoundHandler((request, reply) =>
    refuse(request, reply, new ApiRefusal(404, 'ROUTE_NOT_FOUND', { message: 'No such route.' })),
  );
  app.setErrorHandler((error, request, reply) =>
    refuse(request, reply, toRefusal(error, parts.log)),
  );
  addSignInRoutes(app, context);
  void app.register(
    (api, _options, done) => {
      addAccountRoutes(api, context);
      addCallRoutes(api, context);
      addTranscribeRoutes(api, context);
      addSpeakingRoutes(api, context);
      addNumberRoutes(api, context);
      addMessageRoutes(api, context);
      done();
    },
    { prefix: '/v1.0' },
  );
  return app;
}

function addHooks(app: FastifyInstance, { context, onAnswer }: ServerParts): void {
  const { faults, clock, signal } = context;
  app.addHook('onRequest', admission(context));
  app.addHook('preSerialization', async (_request, _reply, payload) =>
    faults.isOn('old-times') ? withOldTimes(payload) : payload,
  );
  app.addHook('onSend', async (request, reply, payload) => {
    void reply.header('x-request-id', request.id);
    if (faults.isOn('slow-answers')) {
      // Closing wakes it early, so that no timer outlives the service.
      await sleep(clock, slowMs, signal).catch(() => undefined);
    }
    const isWritten = request.method !== 'GET' && reply.statusCode < 400;
    if (isWritten && faults.isOn('lost-answer')) request.raw.socket.resetAndDestroy();
    const { path } = targetOf(request.url);
    onAnswer({ at: clock.now(), method: request.method, path, status: reply.statusCode });
    return payload;
  });
}

/** VoIPBIN: a client may send its own id. */
function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  if (typeof given === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(given)) return given;
  return `req_${[...randomBytes(26)].map((byte) => base32[byte % 32]).join('')}`;
}

/** VoIPBIN: what fails below `/auth/` has no body. */
function refuse(request: FastifyRequest, reply: FastifyReply, refusal: ApiRefusal): FastifyReply {
  reply.code(refusal.status);
  if (refusal.retryAfterS !== null) reply.header('retry-after', String(refusal.retryAfterS));
  if (request.url.startsWith('/auth/')) return reply.send();
  return reply.send(refusal.body(request.id));
}

function toRefusal(error: unknown, log: Logger): ApiRefusal {
  if (error instanceof ApiRefusal) return error;
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status < 500) return new ApiRefusal(400, 'INVALID_ARGUMENT');
  log.error('practice request failed', errorFields(error));
  return internalRefusal();
}

function parseJson(text: string): { readonly value: unknown } | null {
  if (text.trim() === '') return { value: undefined };
  try {
    return { value: JSON.parse(text) };
  } catch {
    // The caller answers 400.
    return null;
  }
}
