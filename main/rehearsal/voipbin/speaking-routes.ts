import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { sleep } from '../../base/clock.ts';
import { ApiRefusal, checked, checkedId, internalRefusal } from './api-refusal.ts';
import type { ServiceContext } from './context.ts';
import { hasRoom } from './media.ts';
import type { SpeakingRow } from './rows.ts';
import { speakingWire } from './rows.ts';
import type { PageQuery } from './table.ts';

type ById = { Params: { id: string } };

/** VoIPBIN: how long it waits for the part that speaks. */
const internalLimitMs = 3000;

const openSchema = z.object({
  reference_type: z.enum(['call', 'confbridge']),
  reference_id: z.string(),
  language: z.string().default(''),
  provider: z.string().default(''),
  voice_id: z.string().default(''),
  direction: z.enum(['', 'in', 'out', 'both']).default(''),
});
const saySchema = z.object({ text: z.string() });

/** Speaking sessions. */
export function addSpeakingRoutes(api: FastifyInstance, context: ServiceContext): void {
  const { speakings, faults } = context;
  api.post('/speakings', async (request, reply) => {
    const row = await open(context, checked(openSchema, request.body));
    return reply.code(201).send(speakingWire(row));
  });
  api.get<{ Querystring: PageQuery }>('/speakings', ({ query }) => {
    const page = speakings.table.page(query);
    const result = page.result.map(speakingWire);
    // The OpenAPI of the service claims the bare list.
    return faults.isOn('bare-speakings-list') ? result : { ...page, result };
  });
  api.get<ById>('/speakings/:id', (request) =>
    speakingWire(speakings.table.get(checkedId(request.params.id))),
  );
  api.post<ById>('/speakings/:id/say', (request) => {
    const id = checkedId(request.params.id);
    return speakingWire(speakings.say(id, checked(saySchema, request.body).text));
  });
  api.post<ById>('/speakings/:id/flush', (request) =>
    speakingWire(speakings.flush(checkedId(request.params.id))),
  );
  api.post<ById>('/speakings/:id/stop', (request) =>
    speakingWire(speakings.stop(checkedId(request.params.id))),
  );
  api.delete<ById>('/speakings/:id', (request) => {
    const { id } = speakings.stop(checkedId(request.params.id));
    return speakingWire(speakings.table.remove(id));
  });
}

/** VoIPBIN: set up before the answer; what takes too long is a 503, though the session may still come to be. */
async function open(
  context: ServiceContext,
  given: z.infer<typeof openSchema>,
): Promise<SpeakingRow> {
  const { speakings, transcribes, calls, faults, clock, setupMs, signal } = context;
  const callId = checkedId(given.reference_id);
  const running = {
    transcribes: transcribes.runningOn(callId),
    speakings: speakings.liveOn(callId),
  };
  if (given.reference_type !== 'call' || !hasRoom(running, 1)) throw internalRefusal();
  const { id } = speakings.open({
    reference_id: callId,
    language: given.language,
    provider: given.provider || 'elevenlabs',
    voice_id: given.voice_id,
    direction: given.direction,
  });
  const isTooSlow = setupMs > internalLimitMs || faults.isOn('speaking-timeout');
  const waitMs = isTooSlow ? internalLimitMs : setupMs;
  if (waitMs > 0) await sleep(clock, waitMs, signal);
  if (calls.isOver(callId)) {
    speakings.stop(id);
    throw internalRefusal();
  }
  const row = speakings.settle(id);
  if (isTooSlow) throw new ApiRefusal(503, 'REQUEST_TIMEOUT', { message: 'Timed out.' });
  if (faults.isOn('speaking-500-exists')) throw internalRefusal();
  return row;
}
