import { z } from 'zod';
import type { AppError } from '../../shared/errors.ts';
import {
  AuthError,
  NetworkError,
  ProtocolError,
  RefusedError,
  RemoteError,
  SettingsError,
} from '../../shared/errors.ts';
import { sleep } from '../base/clock.ts';
import type { Clock } from '../base/clock.ts';
import { httpRequest } from '../base/http.ts';
import type { HttpAnswer } from '../base/http.ts';
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
const againAfterMs = 1000;
/** The request did not get through to the service itself. */
const notReached = new Set([502, 503, 504]);

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
    const answer = await this.#askTwice(`${url}/audio/transcriptions`, wav, signal);
    const text = readText(answer);
    onUse(durationMs);
    if (text !== '') return text;
    throw new RefusedError(
      'STT_NO_WORDS',
      'Speech into text: no words were understood.',
      'Say it again, closer to the microphone.',
    );
  }

  /** A second time only where the first one surely cost nothing. */
  async #askTwice(
    url: string,
    wav: Uint8Array<ArrayBuffer>,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    try {
      return await this.#ask(url, wav, signal);
    } catch (error) {
      if (!isWorthAgain(error)) throw error;
    }
    await sleep(this.#options.clock, againAfterMs, signal);
    return this.#ask(url, wav, signal);
  }

  async #ask(url: string, wav: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<HttpAnswer> {
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
    const answer = await send({
      ...{ method: 'POST', url, timeoutMs, maxBytes: maxAnswerBytes, signal },
      headers: {
        accept: 'application/json',
        'content-type': type,
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      },
      body: await written.blob(),
    });
    if (answer.status !== 200) throw refusal(answer, model ?? usualModel);
    return answer;
  }
}

async function send(request: Parameters<typeof httpRequest>[0]): Promise<HttpAnswer> {
  try {
    return await httpRequest(request);
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    throw new NetworkError('STT_NETWORK', `Speech into text: ${lowerFirst(error.message)}`, {
      remedy: 'Check stt.url, and that the speech service runs; then try again.',
      mayHaveArrived: error.mayHaveArrived,
      cause: error,
    });
  }
}

function isWorthAgain(error: unknown): boolean {
  if (error instanceof NetworkError) return !error.mayHaveArrived;
  return error instanceof RemoteError && notReached.has(error.status);
}

function readText({ text }: HttpAnswer): string {
  try {
    return answerSchema.parse(JSON.parse(text)).text.trim();
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

/** Why a status came, and what to do; the service's own words may hold anything and stay out. */
function refusal({ status, headers }: HttpAnswer, model: string): AppError {
  if (status === 401 || status === 403) {
    return new AuthError('STT_KEY', 'Speech into text: the service refused the key.', {
      remedy: 'Set stt-key to a valid key of the service at stt.url.',
    });
  }
  const { why, remedy } = reasonOf(status, model);
  const requestId = headers.get('x-request-id');
  return new RemoteError('STT_REFUSED', `Speech into text: ${why}`, { status, requestId, remedy });
}

function reasonOf(status: number, model: string): { why: string; remedy: string } {
  switch (status) {
    case 400:
    case 422:
      return {
        why: `the service does not take the recording (status ${status}).`,
        remedy: `Check stt.model (now ${model}) and stt.language.`,
      };
    case 404:
      return {
        why: 'the service knows no such address or model.',
        remedy: `Check stt.url, which mostly ends in /v1, and stt.model (now ${model}).`,
      };
    case 413:
      return { why: 'the recording is too long for the service.', remedy: 'Say less at a time.' };
    case 429:
      return {
        why: 'too much was asked of the service, or its quota is used up.',
        remedy: 'Try again in a while, or look at the account.',
      };
    default:
      return {
        why:
          status >= 500
            ? `the service has trouble of its own (status ${status}).`
            : `the service answered with status ${status}.`,
        remedy: status >= 500 ? 'Try again in a while.' : 'Check stt.url.',
      };
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
