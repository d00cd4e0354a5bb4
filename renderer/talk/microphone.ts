import { maxRecordingMs } from '../../shared/talk.ts';
import { toWav } from './wav.ts';

/** An open microphone that records. */
export interface Microphone {
  /** Loudness just now, from 0 to 1. */
  level(): number;
  /** Releases it. Resolves with what was recorded, as WAV. */
  finish(): Promise<Uint8Array<ArrayBuffer>>;
  /** Releases it and forgets what was recorded. Idempotent. */
  discard(): void;
}

/** What models that write down speech work with. */
const sampleRate = 16_000;

/** Rejects with a `DOMException` that says why there is none; `onEnd` when it is taken away. */
export async function openMicrophone(onEnd: () => void): Promise<Microphone> {
  // Cleaned sound is for people: it costs the models consonants. A quiet microphone is still made loud enough.
  const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: true };
  const stream = await navigator.mediaDevices.getUserMedia({ audio });
  try {
    return record(stream, onEnd);
  } catch (error) {
    release(stream);
    throw error;
  }
}

function record(stream: MediaStream, onEnd: () => void): Microphone {
  const meter = new AudioContext();
  const analyser = meter.createAnalyser();
  meter.createMediaStreamSource(stream).connect(analyser);
  const window = new Float32Array(analyser.fftSize);
  const recorder = new MediaRecorder(stream);
  const pieces: Blob[] = [];
  recorder.addEventListener('dataavailable', ({ data }) => void pieces.push(data));
  const stopped = new Promise<void>((resolve) => {
    recorder.addEventListener('stop', () => resolve(), { once: true });
  });
  for (const track of stream.getTracks()) track.addEventListener('ended', onEnd, { once: true });
  recorder.start();
  const close = (): void => {
    if (recorder.state !== 'inactive') recorder.stop();
    release(stream);
    if (meter.state !== 'closed') void meter.close();
  };
  return {
    level: () => {
      analyser.getFloatTimeDomainData(window);
      return Math.sqrt(window.reduce((sum, sample) => sum + sample * sample, 0) / window.length);
    },
    finish: async () => {
      close();
      await stopped;
      return decode(new Blob(pieces, { type: recorder.mimeType }));
    },
    discard: close,
  };
}

/** Ended, not muted: the sign of the system that somebody listens goes out. */
function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

async function decode(recorded: Blob): Promise<Uint8Array<ArrayBuffer>> {
  // A context decodes to its own rate.
  const context = new OfflineAudioContext(1, 1, sampleRate);
  const sound = await context.decodeAudioData(await recorded.arrayBuffer());
  const channels = Array.from({ length: sound.numberOfChannels }, (_, index) =>
    sound.getChannelData(index),
  );
  const most = Math.floor((maxRecordingMs / 1000) * sampleRate);
  const mixed = new Float32Array(Math.min(sound.length, most)).map(
    (_, at) => channels.reduce((sum, channel) => sum + (channel[at] ?? 0), 0) / channels.length,
  );
  return toWav(mixed, sampleRate);
}
