import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { checked, checkedId } from './api-refusal.ts';
import type { ServiceContext } from './context.ts';
import { actionSchema } from './rows.ts';
import { noId } from './stamps.ts';
import type { PageQuery } from './table.ts';

type ById = { Params: { id: string } };
type Paged = { Querystring: PageQuery };

const flowIdsSchema = z.object({ call_flow_id: z.string(), message_flow_id: z.string() });
const numberChangeSchema = flowIdsSchema.extend({ name: z.string(), detail: z.string() });
const flowSchema = z.object({
  name: z.string(),
  detail: z.string(),
  actions: z.array(actionSchema),
  on_complete_flow_id: z.string().default(noId),
});

/** Own numbers, and the flows that answer them. */
export function addNumberRoutes(api: FastifyInstance, context: ServiceContext): void {
  const { numbers } = context;
  api.get<Paged>('/numbers', (request) => numbers.page(request.query));
  api.get<ById>('/numbers/:id', (request) => numbers.get(checkedId(request.params.id)));
  api.put<ById>('/numbers/:id', (request) =>
    numbers.update(checkedId(request.params.id), checked(numberChangeSchema, request.body)),
  );
  // VoIPBIN: both are needed, and both overwritten.
  api.put<ById>('/numbers/:id/flow_ids', (request) =>
    numbers.update(checkedId(request.params.id), checked(flowIdsSchema, request.body)),
  );
  addFlowRoutes(api, context);
}

function addFlowRoutes(api: FastifyInstance, { flows }: ServiceContext): void {
  api.get<Paged>('/flows', (request) => flows.page(request.query));
  api.post('/flows', (request) => {
    const given = checked(flowSchema, request.body);
    const direct_hash = randomBytes(6).toString('hex');
    return flows.insert((head) => ({ ...head, type: 'flow', direct_hash, ...given }));
  });
  api.get<ById>('/flows/:id', (request) => flows.get(checkedId(request.params.id)));
  api.put<ById>('/flows/:id', (request) =>
    flows.update(checkedId(request.params.id), checked(flowSchema, request.body)),
  );
  api.delete<ById>('/flows/:id', (request) => flows.remove(checkedId(request.params.id)));
}
