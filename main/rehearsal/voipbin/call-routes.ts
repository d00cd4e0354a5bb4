import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ApiRefusal, checked, checkedId } from './api-refusal.ts';
import type { ServiceContext } from './context.ts';
import { placeCalls, placeCallSchema } from './outgoing.ts';
import { callWire } from './rows.ts';
import type { PageQuery } from './table.ts';
import { Voice } from './voice.ts';

type ById = { Params: { id: string } };
type Paged = { Querystring: PageQuery };

const talkSchema = z.object({
  text: z.string().min(1),
  language: z.string().optional(),
  provider: z.string().optional(),
  voice_id: z.string().optional(),
});

/** Calls, group calls and recordings. */
export function addCallRoutes(api: FastifyInstance, context: ServiceContext): void {
  const { calls } = context;
  api.post('/calls', (request) => placeCalls(context, checked(placeCallSchema, request.body)));
  api.get<Paged>('/calls', (request) => {
    const page = calls.table.page(request.query);
    return { ...page, result: page.result.map(callWire) };
  });
  api.get<ById>('/calls/:id', (request) => callWire(calls.table.get(checkedId(request.params.id))));
  api.post<ById>('/calls/:id/hangup', (request) =>
    callWire(calls.hangUp(checkedId(request.params.id))),
  );
  api.delete<ById>('/calls/:id', (request) => {
    const id = checkedId(request.params.id);
    calls.end(id, { by: 'local', reason: 'normal' });
    const row = callWire(calls.table.remove(id));
    context.hub.publish('call_deleted', row);
    return row;
  });
  api.post<ById>('/calls/:id/talk', (request, reply) => {
    const id = checkedId(request.params.id);
    talk(context, id, checked(talkSchema, request.body).text);
    return reply.send();
  });
  addGroupcallRoutes(api, context);
  api.get<Paged>('/recordings', (request) => context.recordings.table.page(request.query));
}

/** VoIPBIN: speaks once, without a session, and cannot be taken back; answers a call that is not up. */
function talk({ calls, clock, speechRate }: ServiceContext, callId: string, text: string): void {
  if (calls.table.get(callId).status !== 'progressing' && !calls.answer(callId)) {
    throw new ApiRefusal(409, 'STATE_INVALID', { message: 'The call is not progressing.' });
  }
  const words = text.replaceAll(/<[^>]*>/gu, '').trim();
  if (words === '') return;
  const parts = { clock, rate: speechRate, source: 'talk', provider: 'aws', heard: true } as const;
  const voice = new Voice({ line: calls.line(callId), ...parts });
  voice.say(words, { onPlayed: () => voice.stop() });
}

function addGroupcallRoutes(api: FastifyInstance, { groupcalls, calls }: ServiceContext): void {
  api.get<Paged>('/groupcalls', (request) => groupcalls.page(request.query));
  api.get<ById>('/groupcalls/:id', (request) => groupcalls.get(checkedId(request.params.id)));
  api.post<ById>('/groupcalls/:id/hangup', (request) => {
    const row = groupcalls.get(checkedId(request.params.id));
    if (row.status !== 'progressing') return row;
    const ending = groupcalls.update(row.id, { status: 'hangingup' });
    for (const callId of row.call_ids) calls.hangUp(callId);
    return ending;
  });
}
