import { z } from 'zod';
import { maybeIdSchema, maybeTextSchema, parseBy, parseTime } from './wire.ts';

const recordingSchema = z.object({
  reference_id: maybeIdSchema,
  tm_start: maybeTextSchema,
  tm_end: maybeTextSchema,
});

/** A recording of `GET /recordings`; `lengthMs` is null until it has ended. Throws ProtocolError. */
export function parseRecording(body: unknown): {
  readonly callId: string | null;
  readonly lengthMs: number | null;
} {
  const wire = parseBy(recordingSchema, body, 'a recording');
  const [start, end] = [parseTime(wire.tm_start), parseTime(wire.tm_end)];
  const lengthMs = start === null || end === null ? null : Math.max(0, end - start);
  return { callId: wire.reference_id ?? null, lengthMs };
}
