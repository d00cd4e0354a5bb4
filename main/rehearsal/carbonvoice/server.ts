import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fastify } from 'fastify';
import { sleep } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import { errorFields } from '../../base/log.ts';
import type { ServiceContext } from './context.ts';
import { addAddressRoutes } from './address-routes.ts';
import { admission, isStorage } from './admission.ts';
import { addAttachmentRoutes } from './attachment-routes.ts';
import { addAudioRoute } from './audio-route.ts';
import { addCourtesyRoutes } from './courtesy-routes.ts';
import { addFeedRoutes } from './feed-routes.ts';
import { HttpRefusal } from './http-refusal.ts';
import { addIdentityRoutes } from './identity-routes.ts';
import { addPlaceRoutes } from './place-routes.ts';
import { addReadRoutes } from './read-routes.ts';
import { addSendRoutes } from './send-routes.ts';
import { addSimplifiedSendRoutes } from './simplified-send-routes.ts';
import { addStorageRoutes } from './storage-routes.ts';
import { addSubscriptionRoutes } from './subscription-routes.ts';

const slowMs = 5000;

const allRoutes = [
  addIdentityRoutes,
  addPlaceRoutes,
  addFeedRoutes,
  addReadRoutes,
  addSendRoutes,
  addAudioRoute,
  addSimplifiedSendRoutes,
  addAttachmentRoutes,
  addAddressRoutes,
  addStorageRoutes,
  addSubscriptionRoutes,
  addCourtesyRoutes,
] as const;

export type ServerOptions = {
  readonly context: ServiceContext;
  readonly log: Logger;
  /** Cuts short the waiting of answers that are slow on purpose. */
  readonly signal: AbortSignal;
};

/** The HTTP face of the practice service; not listening yet. */
export function createServer({ context, log, signal }: ServerOptions): FastifyInstance {
  const app = fastify({ forceCloseConnections: true, bodyLimit: 1_048_576 });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => {
    const parsed = parseJson(String(text));
    if (parsed) done(null, parsed.value);
    else done(new HttpRefusal(400, 'The body is not JSON'), undefined);
  });
  // Like the real one, another media type is an empty body to the routes, which then say what is missing.
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _body, done) => done(null));
  app.addHook('onRequest', admission(context));
  app.addHook('onSend', async (_request, _reply, payload) => {
    if (context.faults.isOn('slow')) {
      // Closing wakes it early, so that no timer outlives the service.
      await sleep(context.clock, slowMs, signal).catch(() => undefined);
    }
    return payload;
  });
  app.setNotFoundHandler((request, reply) =>
    refuse(request, reply, new HttpRefusal(404, 'Not found')),
  );
  app.setErrorHandler((error, request, reply) => refuse(request, reply, toRefusal(error, log)));
  for (const addRoutes of allRoutes) addRoutes(app, context);
  return app;
}

/** Carbon Voice: versioned routes answer `{message}`, the others `{success, requestId, errmsg}`; storages speak XML. */
function refuse(request: FastifyRequest, reply: FastifyReply, refusal: HttpRefusal): FastifyReply {
  const { status, text } = refusal;
  reply.code(status);
  if (isStorage(request.url)) {
    return reply
      .type('application/xml')
      .send(`<Error><Message>${refusal.message}</Message></Error>`);
  }
  return /^\/v\d+\//.test(request.url)
    ? reply.send({ statusCode: status, message: text })
    : reply.send({ success: false, requestId: randomUUID(), errmsg: refusal.message });
}

function toRefusal(error: unknown, log: Logger): HttpRefusal {
  if (error instanceof HttpRefusal) return error;
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status < 500) return new HttpRefusal(status, 'Bad request');
  log.error('practice request failed', errorFields(error));
  return new HttpRefusal(500, 'Internal server error');
}

function parseJson(text: string): { readonly value: unknown } | null {
  // A DELETE or a reaction may name the media type and have no body.
  if (text.trim() === '') return { value: undefined };
  try {
    return { value: JSON.parse(text) };
  } catch {
    // The caller answers 400.
    return null;
  }
}
