import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ApiRefusal, checked, checkedId, internalRefusal } from './api-refusal.ts';
import type { ServiceContext } from './context.ts';
import { hasRoom } from './media.ts';
import type { TranscribeRow } from './rows.ts';
import { transcriptWire } from './rows.ts';
import type { PageQuery } from './table.ts';
import { alreadyProgressing, languageOf } from './transcribes.ts';

type ById = { Params: { id: string } };
type Listed = {
  Querystring: PageQuery & { readonly reference_type?: string; readonly reference_id?: string };
};
type Lines = { Querystring: PageQuery & { readonly transcribe_id?: string } };

const startSchema = z.object({
  reference_type: z.string(),
  reference_id: z.string(),
  language: z.string(),
  direction: z.unknown().optional(),
  provider: z.unknown().optional(),
});

/** Transcriptions and what they understood. */
export function addTranscribeRoutes(api: FastifyInstance, context: ServiceContext): void {
  const { transcribes } = context;
  api.post('/transcribes', (request) => start(context, checked(startSchema, request.body)));
  api.get<Listed>('/transcribes', ({ query }) => {
    const { reference_type: type, reference_id: id } = query;
    if ((type === undefined) !== (id === undefined)) {
      throw new ApiRefusal(400, 'INVALID_REFERENCE_FILTER', { message: 'Both filters or none.' });
    }
    return transcribes.table.page(
      query,
      (row) => type === undefined || (row.reference_type === type && row.reference_id === id),
    );
  });
  api.get<ById>('/transcribes/:id', (request) =>
    transcribes.table.get(checkedId(request.params.id)),
  );
  api.post<ById>('/transcribes/:id/stop', (request) =>
    transcribes.stop(checkedId(request.params.id)),
  );
  api.delete<ById>('/transcribes/:id', (request) => {
    const { id } = transcribes.stop(checkedId(request.params.id));
    return transcribes.table.remove(id);
  });
  api.get<Lines>('/transcripts', ({ query }) => {
    if (!query.transcribe_id) throw new ApiRefusal(400, 'MISSING_REQUEST_PARAMETER');
    const { id } = transcribes.table.get(checkedId(query.transcribe_id));
    const page = transcribes.transcripts.page(query, (row) => row.transcribe_id === id);
    return { ...page, result: page.result.map(transcriptWire) };
  });
}

function start(context: ServiceContext, given: z.infer<typeof startSchema>): TranscribeRow {
  const { transcribes, speakings, faults } = context;
  if (faults.isOn('stt-not-configured')) throw new ApiRefusal(503, 'STT_NOT_CONFIGURED');
  const callId = callIdOf(given);
  const direction =
    given.direction === 'in' || given.direction === 'out' ? given.direction : 'both';
  const running = {
    transcribes: transcribes.runningOn(callId),
    speakings: speakings.liveOn(callId),
  };
  const language = languageOf(given.language);
  const isTwin = running.transcribes.some((row) => row.language === language);
  if (!isTwin && !hasRoom(running, direction === 'both' ? 2 : 1)) throw internalRefusal();
  const provider = given.provider === 'aws' ? 'aws' : 'gcp';
  const row = transcribes.start({ reference_id: callId, language, direction, provider });
  if (faults.isOn('transcribe-409-exists')) throw alreadyProgressing();
  return row;
}

/** VoIPBIN: takes `call`, `conference` and `recording`; `confbridge` only stands in its OpenAPI. */
function callIdOf({ reference_type, reference_id }: z.infer<typeof startSchema>): string {
  const id = checkedId(reference_id);
  if (reference_type === 'call') return id;
  if (!['conference', 'recording'].includes(reference_type)) {
    throw new ApiRefusal(400, 'INVALID_ARGUMENT', { message: 'Invalid: reference_type.' });
  }
  throw new ApiRefusal(404, 'RESOURCE_NOT_FOUND', { message: 'The resource was not found.' });
}
