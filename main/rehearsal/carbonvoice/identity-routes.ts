import type { FastifyInstance } from 'fastify';
import type { ServiceContext } from './context.ts';
import { collaborator } from './simplified-wire.ts';

/** Who the token belongs to. */
export function addIdentityRoutes(app: FastifyInstance, { state }: ServiceContext): void {
  const { account, places } = state;
  app.get('/health', () => ({ status: 'ok' }));
  app.get('/whoami', () => {
    const agent = places.person(account.agentId);
    return {
      success: true,
      user: {
        ...(agent ? collaborator(agent) : {}),
        uuid: account.agentId,
        email_txt: '',
        role: 'member',
        workspace_guids: [account.workspaceId],
        identities: [],
        created_by: account.ownerId,
      },
    };
  });
}
