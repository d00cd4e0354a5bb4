import { RefusedError } from '../../shared/errors.ts';
import { maxRecordingBytes } from '../../shared/talk.ts';
import type { Clock } from '../base/clock.ts';

export type Piece = {
  readonly recordingId: string;
  /** Where it begins, in bytes. */
  readonly at: number;
  readonly data: Uint8Array;
};

type Recording = {
  readonly pieces: Uint8Array[];
  bytes: number;
  readonly controller: AbortController;
  readonly cancelLapse: () => void;
};

/** Pages that talk at once: one records, another may still be waiting for its words. */
const maxOpen = 4;
/** What a page that is gone left behind, in milliseconds. */
const forgottenMs = 10 * 60_000;

/** Recordings on their way from a page; in memory only, and gone once they are written down. */
export class Recordings {
  readonly #clock: Clock;
  readonly #open = new Map<string, Recording>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Returns how much is here; the same piece may come again. Throws RefusedError. */
  append({ recordingId, at, data }: Piece): number {
    const recording = this.#open.get(recordingId) ?? this.#begin(recordingId);
    if (at + data.length <= recording.bytes) return recording.bytes;
    if (at !== recording.bytes || at + data.length > maxRecordingBytes) {
      this.drop(recordingId);
      throw unusable();
    }
    recording.pieces.push(data);
    recording.bytes += data.length;
    return recording.bytes;
  }

  /** All of it, and what tells that nobody waits for its words any more. Throws RefusedError. */
  read(recordingId: string): {
    readonly wav: Uint8Array<ArrayBuffer>;
    readonly signal: AbortSignal;
  } {
    const recording = this.#open.get(recordingId);
    if (!recording) throw unusable();
    const wav = new Uint8Array(recording.bytes);
    let at = 0;
    for (const piece of recording.pieces) {
      wav.set(piece, at);
      at += piece.length;
    }
    return { wav, signal: recording.controller.signal };
  }

  /** Forgets it, and ends what is being done with it. */
  drop(recordingId: string): void {
    const recording = this.#open.get(recordingId);
    this.#open.delete(recordingId);
    recording?.cancelLapse();
    recording?.controller.abort();
  }

  /** Idempotent. */
  close(): void {
    for (const recordingId of [...this.#open.keys()]) this.drop(recordingId);
  }

  #begin(recordingId: string): Recording {
    if (this.#open.size >= maxOpen) {
      throw new RefusedError('TALK_BUSY', 'Too many recordings wait for their words.');
    }
    const cancelLapse = this.#clock.schedule(forgottenMs, () => this.drop(recordingId));
    const controller = new AbortController();
    const recording = { pieces: [], bytes: 0, controller, cancelLapse };
    this.#open.set(recordingId, recording);
    return recording;
  }
}

function unusable(): RefusedError {
  return new RefusedError(
    'TALK_NO_RECORDING',
    'The recording is not here as a whole.',
    'Say it again.',
  );
}
