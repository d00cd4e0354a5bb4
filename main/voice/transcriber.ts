import { z } from 'zod';
import { ProtocolError, RefusedError, SettingsError } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { HttpBytes } from '../base/http.ts';
import { askService, askTwice, refusal } from './speech-service.ts';
import type { SpeechService } from './speech-service.ts';
import { wavDurationMs } from './wav.ts';

export type TranscriberOptions = {
  /** OpenAI-compatible base address; null: none is set. */
  readonly url: string | null;
  readonly model: string | null;
  /** ISO 639-1; null: the service finds out by itself. */
  readonly language: string | null;
  /** The key to it; null: none is sent. */
  readonly key: () => Promise<string | null>;
  /** So much speech was written down, in milliseconds. */
  readonly onUse: (durationMs: number) => void;
  readonly clock: Clock;
};

/** OpenAI requires one; servers on the own machine mostly take any. */
const usualModel = 'whisper-1';
/** Two minutes of speech on a slow machine of the owner's own. */
const timeoutMs = 120_000;
const maxAnswerBytes = 1024 * 1024;

const service: SpeechService = {
  name: 'Speech into text',
  part: 'stt',
  untaken: 'the recording',
  alsoCheck: 'stt.language',
  tooLarge: { why: 'the recording is too long for the service.', remedy: 'Say less at a time.' },
};

// OpenAI: `response_format=json` answers `{text, …}`.
const answerSchema = z.object({ text: z.string() });

/** Turns a recording into words by an OpenAI-compatible `POST /audio/transcriptions`. */
export class Transcriber {
  readonly #options: TranscriberOptions;

  constructor(options: TranscriberOptions) {
    this.#options = options;
  }

  /** `wav`: PCM. Rejects with AppError, also when nothing was understood, or with the signal's reason. */
  async transcribe(wav: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<string> {
    const { url, onUse } = this.#options;
    if (url === null) throw noAddress();
    const durationMs = wavDurationMs(wav);
    if (durationMs === null) {
      throw new ProtocolError('STT_BAD_RECORDING', 'The page sent something that is no recording.');
    }
    const ask = () => this.#ask(`${url}/audio/transcriptions`, wav, signal);
    const text = readText(await askTwice(ask, this.#options.clock, signal));
    onUse(durationMs);
    if (text !== '') return text;
    throw new RefusedError(
      'STT_NO_WORDS',
      'Speech into text: no words were understood.',
      'Say it again, closer to the microphone.',
    );
  }

  async #ask(url: string, wav: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<HttpBytes> {
    const { model, language } = this.#options;
    const form = new FormData();
    form.set('file', new Blob([wav], { type: 'audio/wav' }), 'speech.wav');
    form.set('model', model ?? usualModel);
    form.set('response_format', 'json');
    if (language !== null) form.set('language', language);
    // The platform writes the multipart body, and its boundary into the type.
    const written = new Response(form);
    const type = written.headers.get('content-type') ?? 'multipart/form-data';
    const key = await this.#options.key();
    const answer = await askService(service, {
      ...{ method: 'POST', url, timeoutMs, maxBytes: maxAnswerBytes, signal },
      headers: {
        accept: 'application/json',
        'content-type': type,
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      },
      body: await written.blob(),
    });
    if (answer.status !== 200) throw refusal(service, answer, model ?? usualModel);
    return answer;
  }
}

function readText({ bytes }: HttpBytes): string {
  try {
    return answerSchema.parse(JSON.parse(bytes.toString('utf8'))).text.trim();
  } catch (error) {
    throw new ProtocolError(
      'STT_BAD_ANSWER',
      'Speech into text: the service answered with something that is no transcript.',
      { remedy: 'Check that stt.url is an OpenAI-compatible address.', cause: error },
    );
  }
}

function noAddress(): SettingsError {
  return new SettingsError(
    'STT_NO_ADDRESS',
    'Talking needs a service that turns speech into text, and none is set.',
    'Set stt.url, and stt.model where it is needed.',
  );
}
