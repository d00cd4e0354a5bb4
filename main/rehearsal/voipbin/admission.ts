import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiRefusal, internalRefusal, tooManyRequests } from './api-refusal.ts';
import type { ApiPrincipal } from './account.ts';
import type { ServiceContext } from './context.ts';
import { findCredential, targetOf } from './credentials.ts';
import { RateLimit } from './rate-limit.ts';

type OnRequest = (
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<FastifyReply | undefined>;

/** Routes that place calls, speak, or send texts. */
const sends =
  /^\/v1\.0\/(?:calls|messages)\/?$|^\/v1\.0\/(?:speakings\/[^/]+\/say|calls\/[^/]+\/talk)$/;

/** What comes before every route: the faults of the whole service, the credential, the limits. */
export function admission(context: ServiceContext): OnRequest {
  const { faults, clock } = context;
  const limit = new RateLimit(clock);
  return async (request, reply) => {
    if (faults.isOn('service-down')) {
      reply.hijack();
      request.raw.socket.resetAndDestroy();
      return reply;
    }
    // Sign-in and the health check need no credential; an unknown route is 404 with or without one.
    if (request.is404 || !request.url.startsWith('/v1.0/')) return undefined;
    principalOf(context, request);
    if (faults.isOn('account-frozen')) throw new ApiRefusal(403, 'ACCOUNT_FROZEN');
    if (faults.isOn('server-500')) throw internalRefusal();
    const isSend = request.method === 'POST' && sends.test(targetOf(request.url).path);
    if (isSend && faults.isOn('send-429')) throw tooManyRequests(1);
    const waitS = faults.isOn('rate-limits') ? limit.take() : null;
    if (waitS !== null) throw tooManyRequests(waitS);
    return undefined;
  };
}

/** Whose request it is. Throws the 401s of the service. */
export function principalOf(
  { account, faults }: ServiceContext,
  request: FastifyRequest,
): ApiPrincipal {
  const credential = findCredential(request.headers, targetOf(request.url).query);
  if (!credential) {
    throw new ApiRefusal(401, 'AUTHENTICATION_REQUIRED', { message: 'Sign in first.' });
  }
  const principal = faults.isOn('unauthorized') ? null : account.principalOf(credential);
  if (principal) return principal;
  throw new ApiRefusal(401, 'INVALID_CREDENTIALS', { message: 'The credential is not valid.' });
}
