import { z } from 'zod';
import type {
  Speaking,
  SpeakingOptions,
  SpeakingStatus,
  SpeechDirection,
  TranscriptLine,
  Transcription,
} from '../call/ports.ts';
import { idSchema, maybeIdSchema, maybeTextSchema, parseBy, parseTime } from './wire.ts';

/** Ours are the sessions on calls; those on conferences and recordings belong to somebody else. */
const sessionSchema = z.object({
  id: idSchema,
  reference_type: maybeTextSchema,
  reference_id: maybeIdSchema,
  status: z.string(),
  language: maybeTextSchema,
  tm_delete: maybeTextSchema,
});
type WireSession = z.infer<typeof sessionSchema>;

/** A Transcribe object, or null for one that is not on a call. Throws ProtocolError. */
export function parseTranscription(body: unknown): Transcription | null {
  const wire = parseBy(sessionSchema, body, 'a transcription');
  const callId = callOf(wire);
  if (callId === null) return null;
  const status = wire.status === 'done' ? 'done' : 'progressing';
  return { id: wire.id, callId, status, language: wire.language || null };
}

/** A Speaking object, or null for one that is not on a call. Throws ProtocolError. */
export function parseSpeaking(body: unknown): Speaking | null {
  const wire = parseBy(sessionSchema, body, 'a speaking');
  const callId = callOf(wire);
  return callId === null ? null : { id: wire.id, callId, status: toSpeakingStatus(wire) };
}

function callOf(wire: WireSession): string | null {
  return (wire.reference_type || 'call') === 'call' ? (wire.reference_id ?? null) : null;
}

/** A status that is new to us is not yet ready: whoever waits for `active` looks again. */
function toSpeakingStatus(wire: WireSession): SpeakingStatus {
  if (wire.status === 'stopped' || parseTime(wire.tm_delete) !== null) return 'stopped';
  return wire.status === 'active' ? 'active' : 'initiating';
}

/** The body of `POST /transcribes`; `direction` as the service names it. */
export function transcriptionBody(options: {
  readonly callId: string;
  readonly language: string;
  readonly direction: string;
}) {
  const { callId, language, direction } = options;
  return { reference_type: 'call', reference_id: callId, language, direction };
}

/** VoIPBIN: with an empty direction nobody hears it, and what `in` and `out` mean differs; so `both`, always. */
export function speakingBody({ callId, language, provider, voiceId }: SpeakingOptions) {
  return {
    reference_type: 'call',
    reference_id: callId,
    language,
    provider,
    direction: 'both',
    ...(voiceId === null ? {} : { voice_id: voiceId }),
  };
}

/** VoIPBIN: the filter works with both of its halves or not at all. */
export function referenceQuery(callId: string): Readonly<Record<string, string>> {
  return { reference_type: 'call', reference_id: callId };
}

/** The filter of `GET /transcripts`. */
export function transcriptQuery(transcriptionId: string): Readonly<Record<string, string>> {
  return { transcribe_id: transcriptionId };
}

const transcriptSchema = z.object({
  id: idSchema,
  transcribe_id: maybeIdSchema,
  direction: maybeTextSchema,
  message: z.string(),
  tm_create: maybeTextSchema,
});

/** A stored or fresh final transcript. */
export type WireTranscript = TranscriptLine & {
  readonly transcriptionId: string | null;
};

/** Throws ProtocolError. */
export function parseTranscript(body: unknown): WireTranscript {
  const wire = parseBy(transcriptSchema, body, 'a transcript');
  return {
    id: wire.id,
    transcriptionId: wire.transcribe_id ?? null,
    direction: toDirection(wire.direction),
    text: wire.message,
    at: parseTime(wire.tm_create),
  };
}

const speechSchema = z.object({
  id: maybeIdSchema,
  transcribe_id: idSchema,
  streaming_id: maybeIdSchema,
  direction: maybeTextSchema,
  message: maybeTextSchema,
  tm_event: maybeTextSchema,
  tm_create: maybeTextSchema,
});

/** A speech event as it came. */
export type WireSpeech = {
  readonly transcriptionId: string;
  /** The audio stream: there is one for each direction. */
  readonly streamId: string;
  readonly direction: SpeechDirection;
  readonly text: string;
  /** Epoch ms; null where it is not told. */
  readonly eventAt: number | null;
  readonly key: string;
};

/** Throws ProtocolError. */
export function parseSpeech(body: unknown): WireSpeech {
  const wire = parseBy(speechSchema, body, 'a speech event');
  const direction = toDirection(wire.direction);
  const stamp = wire.tm_event ?? wire.tm_create ?? '';
  const text = wire.message ?? '';
  const streamId = wire.streaming_id ?? `${wire.transcribe_id}:${direction}`;
  return {
    transcriptionId: wire.transcribe_id,
    streamId,
    direction,
    text,
    eventAt: parseTime(stamp),
    // Keys outlive the call, and words may hold a PIN: only what has no id is told apart by them.
    key: `speech:${wire.id ?? `${streamId}:${text}`}:${stamp}`,
  };
}

/** What is not clearly our own voice counts as the caller's: a word of theirs must not be lost. */
function toDirection(direction: string | null | undefined): SpeechDirection {
  return direction === 'out' ? 'out' : 'in';
}
