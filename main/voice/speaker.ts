import { ProtocolError } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { Sound } from './reading.ts';
import { askService, askTwice, refusal } from './speech-service.ts';
import type { SpeechService } from './speech-service.ts';

export type SpeakerOptions = {
  /** OpenAI-compatible base address. */
  readonly url: string;
  readonly model: string | null;
  readonly voice: string | null;
  /** The key to it; null: none is sent. */
  readonly key: () => Promise<string | null>;
  /** So many characters were made into sound. */
  readonly onUse: (characters: number) => void;
  readonly clock: Clock;
};

// OpenAI requires both; servers on the own machine mostly take any model.
const usualModel = 'tts-1';
const usualVoice = 'alloy';
/** A long sentence on a slow machine of the owner's own. */
const timeoutMs = 60_000;
/** Half a minute of speech without any compression, with room. */
const maxSoundBytes = 6 * 1024 * 1024;

const service: SpeechService = {
  name: 'Reading aloud',
  part: 'tts',
  untaken: 'the words',
  alsoCheck: 'tts.voice',
  tooLarge: {
    why: 'a sentence is too long for the service.',
    remedy: 'Choose another tts.model.',
  },
};

/** Turns a sentence into sound by an OpenAI-compatible `POST /audio/speech`. */
export class Speaker {
  readonly #options: SpeakerOptions;

  constructor(options: SpeakerOptions) {
    this.#options = options;
  }

  /** Rejects with AppError, or with the signal's reason. */
  async speak(text: string, signal: AbortSignal): Promise<Sound> {
    const { clock, onUse } = this.#options;
    const sound = await askTwice(() => this.#ask(text, signal), clock, signal);
    onUse(text.length);
    return sound;
  }

  async #ask(text: string, signal: AbortSignal): Promise<Sound> {
    const { url, key: readKey } = this.#options;
    const { model, voice } = this.#options;
    const key = await readKey();
    const answer = await askService(service, {
      ...{ method: 'POST', url: `${url}/audio/speech`, timeoutMs, signal },
      maxBytes: maxSoundBytes,
      headers: {
        accept: 'audio/*',
        'content-type': 'application/json',
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      },
      // OpenAI: makes mp3 unless told otherwise; what imitates it may make something else, which the page plays as well.
      body: JSON.stringify({ model: model ?? usualModel, voice: voice ?? usualVoice, input: text }),
    });
    if (answer.status !== 200) throw refusal(service, answer, model ?? usualModel);
    return toSound(answer.bytes, answer.headers.get('content-type') ?? '');
  }
}

function toSound(bytes: Buffer, type: string): Sound {
  const mediaType = type.split(';')[0]?.trim().toLowerCase() ?? '';
  // Some send sound without saying so; what says that it is something else is no sound.
  const isSound =
    mediaType.startsWith('audio/') || ['', 'application/octet-stream'].includes(mediaType);
  if (bytes.length === 0 || !isSound) {
    throw new ProtocolError('TTS_BAD_ANSWER', 'Reading aloud: the service sent no sound.', {
      remedy: 'Check that tts.url is an OpenAI-compatible address.',
    });
  }
  return { bytes, mediaType: mediaType.startsWith('audio/') ? mediaType : 'audio/mpeg' };
}
