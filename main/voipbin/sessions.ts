import { RefusedError, RemoteError } from '../../shared/errors.ts';
import type { Speaking, SpeakingOptions, TranscriptLine, Transcription } from '../call/ports.ts';
import { ProtocolError } from '../../shared/errors.ts';
import type { RestClient } from './rest-client.ts';
import { pathOf } from './rest-client.ts';
import {
  parseSpeaking,
  parseTranscript,
  parseTranscription,
  referenceQuery,
  speakingBody,
  transcriptQuery,
  transcriptionBody,
} from './speech-wire.ts';

/** VoIPBIN: takes up to 60 s to start a transcription. */
const transcriptionMs = 65_000;
/** VoIPBIN: gives up on a voice after 3 s; more is a lost answer. */
const speechMs = 10_000;
/** VoIPBIN: counts bytes, though its message says characters. */
const maxSpeechBytes = 5000;

/** Transcriptions and speakings: what is heard and what is said on calls. Every method throws AppError. */
export class SpeechSessions {
  readonly #client: RestClient;

  constructor(client: RestClient) {
    this.#client = client;
  }

  async openTranscription(
    options: Parameters<typeof transcriptionBody>[0],
    signal: AbortSignal,
  ): Promise<Transcription> {
    const body = transcriptionBody(options);
    const path = '/transcribes';
    const timeoutMs = transcriptionMs;
    const answer = await this.#client.ask(
      { method: 'POST', path, body, effect: 'creates', timeoutMs },
      signal,
    );
    return present(parseTranscription(answer));
  }

  async stopTranscription(id: string, signal: AbortSignal): Promise<void> {
    await this.#stop(pathOf('transcribes', id, 'stop'), signal);
  }

  async readTranscription(id: string, signal: AbortSignal): Promise<Transcription | null> {
    const answer = await this.#client.find(pathOf('transcribes', id), signal);
    return answer === null ? null : parseTranscription(answer);
  }

  async transcriptionsOf(callId: string, signal: AbortSignal): Promise<readonly Transcription[]> {
    const query = referenceQuery(callId);
    const list = { path: '/transcribes', query, parse: parseTranscription };
    const found = await this.#client.list(list, signal);
    return found.filter((one): one is Transcription => one?.callId === callId);
  }

  /** Oldest first: by when they were made where it is told, else as the service has them, turned around. */
  async transcriptsOf(
    transcriptionId: string,
    signal: AbortSignal,
  ): Promise<readonly TranscriptLine[]> {
    const query = transcriptQuery(transcriptionId);
    const list = { path: '/transcripts', query, parse: parseTranscript };
    const lines = (await this.#client.list(list, signal))
      .filter((line) => line.transcriptionId === null || line.transcriptionId === transcriptionId)
      .toReversed();
    const isTold = lines.every(({ at }) => at !== null);
    const sorted = isTold ? lines.toSorted((one, other) => (one.at ?? 0) - (other.at ?? 0)) : lines;
    return sorted.map(({ id, direction, text, at }) => ({ id, direction, text, at }));
  }

  async openSpeaking(options: SpeakingOptions, signal: AbortSignal): Promise<Speaking> {
    const body = speakingBody(options);
    const answer = await this.#client.ask(
      { method: 'POST', path: '/speakings', body, effect: 'creates', timeoutMs: speechMs },
      signal,
    );
    return present(parseSpeaking(answer));
  }

  async readSpeaking(id: string, signal: AbortSignal): Promise<Speaking | null> {
    const answer = await this.#client.find(pathOf('speakings', id), signal);
    return answer === null ? null : parseSpeaking(answer);
  }

  /** VoIPBIN: no filter, and those that nobody stopped stay in the list. */
  async liveSpeakings(signal: AbortSignal): Promise<readonly Speaking[]> {
    const list = { path: '/speakings', parse: parseSpeaking };
    const found = await this.#client.list(list, signal);
    return found.filter((one): one is Speaking => one !== null && one.status !== 'stopped');
  }

  async say(speakingId: string, text: string, signal: AbortSignal): Promise<void> {
    checkSpeech(text);
    const path = pathOf('speakings', speakingId, 'say');
    const body = { text };
    await this.#client.order(
      { method: 'POST', path, body, effect: 'once', timeoutMs: speechMs },
      signal,
    );
  }

  /** Never repeated: a late one would cut off the words that follow. */
  async flush(speakingId: string, signal: AbortSignal): Promise<void> {
    const path = pathOf('speakings', speakingId, 'flush');
    await this.#client.order({ method: 'POST', path, effect: 'once', timeoutMs: 5000 }, signal);
  }

  async stopSpeaking(id: string, signal: AbortSignal): Promise<void> {
    await this.#stop(pathOf('speakings', id, 'stop'), signal);
  }

  async talk(
    callId: string,
    speech: { readonly text: string; readonly language: string },
    signal: AbortSignal,
  ): Promise<void> {
    checkSpeech(speech.text);
    const path = pathOf('calls', callId, 'talk');
    const { text, language } = speech;
    const body = { text, language };
    await this.#client.order(
      { method: 'POST', path, body, effect: 'once', timeoutMs: 30_000 },
      signal,
    );
  }

  /** What is gone need not be stopped. */
  async #stop(path: string, signal: AbortSignal): Promise<void> {
    try {
      await this.#client.order({ method: 'POST', path, effect: 'repeatable' }, signal);
    } catch (error) {
      if (!(error instanceof RemoteError) || error.status !== 404) throw error;
    }
  }
}

function checkSpeech(text: string): void {
  if (text.trim() === '') {
    throw new RefusedError('VOIPBIN_NO_TEXT', 'There is nothing to say.');
  }
  if (Buffer.byteLength(text, 'utf8') > maxSpeechBytes) {
    throw new RefusedError(
      'VOIPBIN_TEXT_TOO_LONG',
      `VoIPBIN speaks at most ${maxSpeechBytes} bytes at a time.`,
    );
  }
}

/** What we started on a call must come back as a session on a call. */
function present<T>(session: T | null): T {
  if (session !== null) return session;
  throw new ProtocolError('VOIPBIN_SHAPE', 'VoIPBIN sent a session that is not on a call.');
}
