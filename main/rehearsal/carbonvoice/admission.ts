import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServiceContext } from './context.ts';
import type { CarbonVoiceFaults } from './faults.ts';
import { HttpRefusal } from './http-refusal.ts';
import { cutOff } from './sending.ts';

const retryAfterMs = 1000;

type OnRequest = (
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<FastifyReply | undefined>;

/** What comes before every route: the faults of the whole service, then the token, then the rate limit. */
export function admission(context: ServiceContext): OnRequest {
  const { faults } = context;
  let requests = 0;
  return async (request, reply) => {
    if (faults.isOn('service-down')) return cutOff(reply);
    // Signed addresses lead past the service itself.
    if (isStorage(request.url)) return undefined;
    requests += 1;
    if (faults.isOn('gateway-errors') && requests % 3 !== 0) {
      const status = requests % 3 === 1 ? 502 : 503;
      return reply.code(status).type('text/html').send('<h1>Bad gateway</h1>');
    }
    // Carbon Voice: the health check needs no token, and an unknown route is 404 with or without one.
    if (request.is404 || request.routeOptions.url === '/health') return undefined;
    if (isOfOtherTime(request.routeOptions.url ?? '', faults)) {
      throw new HttpRefusal(404, 'Not found');
    }
    refuseToken(context, request);
    if (faults.isOn('rate-limited')) throw tooMany(context, reply);
    return undefined;
  };
}

export function isStorage(url: string): boolean {
  return url.startsWith('/storage/');
}

/** Routes that an older service does not know yet, and those that a newer one has dropped. */
function isOfOtherTime(route: string, faults: CarbonVoiceFaults): boolean {
  const isNew = /^\/v[56]\//u.test(route) || route === '/reactions/message/:id';
  const isOld = route.startsWith('/v3/') || route === '/reactions/:reaction/:id';
  return (isNew && faults.isOn('only-old-routes')) || (isOld && faults.isOn('only-new-routes'));
}

function refuseToken({ state, token }: ServiceContext, request: FastifyRequest): void {
  const isRight = request.headers.authorization === `Bearer ${state.account.pat}`;
  if (!isRight || token.isRefused) throw new HttpRefusal(401, 'Unauthorized');
}

function tooMany({ clock }: ServiceContext, reply: FastifyReply): HttpRefusal {
  reply.headers({
    'x-ratelimit-limit': '60',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(Math.ceil((clock.now() + retryAfterMs) / 1000)),
    'retry-after': String(retryAfterMs / 1000),
  });
  return new HttpRefusal(429, 'Too many requests');
}
