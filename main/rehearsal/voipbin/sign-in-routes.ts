import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ApiRefusal, checked } from './api-refusal.ts';
import type { ServiceContext } from './context.ts';

const loginSchema = z.object({ username: z.string(), password: z.string() });

/** VoIPBIN: what lies at the root of the host, outside `/v1.0`. */
export function addSignInRoutes(app: FastifyInstance, { account }: ServiceContext): void {
  app.get('/ping', () => ({ message: 'pong' }));
  app.post('/auth/login', (request, reply) => {
    const { username, password } = checked(loginSchema, request.body);
    const { options } = account;
    if (username !== options.username || password !== options.password) {
      throw new ApiRefusal(400, 'INVALID_ARGUMENT');
    }
    const token = account.issueJwt();
    return reply
      .header('set-cookie', `token=${token}; Path=/; HttpOnly; Secure; SameSite=Strict`)
      .send({ username, token });
  });
}
