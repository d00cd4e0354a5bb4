import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ServiceContext } from './context.ts';
import { checked, HttpRefusal } from './http-refusal.ts';
import type { PracticeSend } from './record-entries.ts';
import { answerSend, refuseWhenBroken, sendOnce } from './sending.ts';
import { speechOf } from './voice-message.ts';
import { v5Message } from './wire.ts';

const maxAudioBytes = 64 * 1024 * 1024;

type FormPart = ReturnType<FormData['get']>;

const payloadSchema = z.strictObject({
  conversation_id: z.string().min(1),
  idempotency_key: z.guid(),
  reply_to_message_id: z.string().min(1).optional(),
  duration: z.number().int().min(0).optional(),
});

/** `POST /v5/messages/audio`: speech of the agent, which is transcribed later like everybody's. */
export function addAudioRoute(app: FastifyInstance, context: ServiceContext): void {
  void app.register(async (audio) => {
    audio.addContentTypeParser(
      'multipart/form-data',
      { parseAs: 'buffer' },
      (_request, body, done) => done(null, body),
    );
    audio.post('/v5/messages/audio', { bodyLimit: maxAudioBytes }, async (request, reply) => {
      refuseWhenBroken(context);
      const form = await formOf(request.body, request.headers['content-type'] ?? '');
      const payload = checked(payloadSchema, await payloadOf(form.get('payload')));
      const file = await audioOf(form.get('audio_file'), payload.duration ?? null);
      const message = sendOnce(context, {
        route: 'audio',
        kind: 'audio',
        conversationId: payload.conversation_id,
        idempotencyKey: payload.idempotency_key,
        replyTo: payload.reply_to_message_id ?? null,
        // Nothing here understands speech: the words only say what was sent.
        words: `Audio note "${file.filename}" of ${file.bytes} bytes.`,
        attachments: [],
        audio: file,
        speech: speechOf(context.faults, context.transcriptDelayMs),
      });
      return answerSend(context, reply, v5Message(message, context.state.account));
    });
  });
}

async function formOf(body: unknown, contentType: string): Promise<FormData> {
  if (!Buffer.isBuffer(body)) throw new HttpRefusal(400, 'A multipart form is needed');
  try {
    const headers = { 'content-type': contentType };
    return await new Response(new Uint8Array(body), { headers }).formData();
  } catch {
    // What cannot be read says nothing more than that.
    throw new HttpRefusal(400, 'The multipart form cannot be read');
  }
}

async function payloadOf(part: FormPart): Promise<unknown> {
  if (part === null) throw new HttpRefusal(400, ['payload: is needed']);
  try {
    return JSON.parse(typeof part === 'string' ? part : await part.text());
  } catch {
    // Not JSON, which is all there is to say.
    throw new HttpRefusal(400, ['payload: must be JSON']);
  }
}

async function audioOf(
  part: FormPart,
  durationMs: number | null,
): Promise<NonNullable<PracticeSend['audio']>> {
  if (part === null || typeof part === 'string') {
    throw new HttpRefusal(400, ['audio_file: a file is needed']);
  }
  const content = Buffer.from(await part.arrayBuffer());
  if (!isAudio(content)) throw new HttpRefusal(400, ['audio_file: the format is not supported']);
  return {
    filename: part.name,
    mimeType: part.type,
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
    durationMs,
  };
}

/** Carbon Voice: mp3, wav, m4a and ogg, told by how their bytes begin. */
function isAudio(content: Buffer): boolean {
  const begins = (text: string, at = 0): boolean =>
    content.toString('latin1', at, at + text.length) === text;
  const isBareMp3 = content[0] === 0xff && ((content[1] ?? 0) & 0xe0) === 0xe0;
  return begins('RIFF') || begins('OggS') || begins('ID3') || begins('ftyp', 4) || isBareMp3;
}
