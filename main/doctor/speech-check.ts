import { AppError } from '../../shared/errors.ts';
import type { Check } from './check.ts';
import { good, off } from './outcome.ts';
import { reached } from './reached.ts';

/** What turns speech into text for talking at the desk. */
export type SpeechPort = {
  /** Its address; null: none is set. */
  readonly url: string | null;
  /** As for a recording of the owner's; rejects with AppError, `STT_NO_WORDS` where nothing was said. */
  readonly transcribe: (wav: Uint8Array<ArrayBuffer>, signal: AbortSignal) => Promise<string>;
};

/** Reachable, the key and the model taken: half a second of silence is sent, which costs next to nothing. */
export function checkSpeech({ url, transcribe }: SpeechPort): Check {
  const look = async (signal: AbortSignal) => {
    if (url === null) {
      return off('Talking at the desk is not set up.', 'Set stt.url to talk to it with a key.');
    }
    const name = `The speech service at ${new URL(url).host}`;
    return reached(name, async () => {
      try {
        await transcribe(silence(), signal);
      } catch (error) {
        // Nothing was said, and it found nothing.
        if (!(error instanceof AppError) || error.code !== 'STT_NO_WORDS') throw error;
      }
      return good(`${name} takes recordings.`);
    });
  };
  return { hop: 'speech', after: null, look };
}

const rate = 16_000;

/** Half a second as a WAV file: PCM, mono, 16 bits. */
function silence(): Uint8Array<ArrayBuffer> {
  const bytes = rate;
  const wav = Buffer.alloc(44 + bytes);
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(36 + bytes, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  for (const [at, value] of [
    [16, 16],
    [24, rate],
    [28, rate * 2],
    [40, bytes],
  ] as const) {
    wav.writeUInt32LE(value, at);
  }
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36, 'latin1');
  return Uint8Array.from(wav);
}
