import type { WireSpeech, WireTranscript } from './speech-wire.ts';

type Stream = {
  readonly transcriptionId: string;
  readonly direction: string;
  readonly isSpeaking: boolean;
  /** Told by an interim alone: its start may still be on the way. */
  readonly startIsDue: boolean;
  /** It ended, and the final transcript of that utterance has not come. */
  readonly finalIsDue: boolean;
  /** Epoch ms of the last change, by the service's clock; null where it was not told. */
  readonly changedAt: number | null;
};

/** Fifty calls at once have two streams each; a stream that was forgotten would take an end for a start. */
const maxStreams = 256;

/**
 * Tells the starts of speech from its ends. VoIPBIN: on the socket both are the same bare object; only the order
 * within one audio stream tells them apart. A lost one must not turn all later ones around, so interims and final
 * transcripts, which say what they are, set the state right again.
 */
export class SpeechStreams {
  readonly #streams = new Map<string, Stream>();

  /** What a start or end that does not say so is. */
  resolve(speech: WireSpeech): 'started' | 'ended' {
    const known = this.#streams.get(speech.streamId);
    const isLate = isNotAfter(speech.eventAt, known?.changedAt ?? null);
    if (known?.isSpeaking && known.startIsDue && isLate) {
      this.#set(speech, { isSpeaking: true, startIsDue: false });
      return 'started';
    }
    // The end of what a final transcript has closed already.
    if (known && !known.isSpeaking && isLate) return 'ended';
    const phase = known?.isSpeaking ? 'ended' : 'started';
    this.note(phase, speech);
    return phase;
  }

  /** An event that says what it is. */
  note(phase: 'started' | 'interim' | 'ended', speech: WireSpeech): void {
    if (phase !== 'interim') {
      return this.#set(speech, { isSpeaking: phase === 'started', startIsDue: false });
    }
    if (this.#streams.get(speech.streamId)?.isSpeaking) return;
    this.#set(speech, { isSpeaking: true, startIsDue: true });
  }

  /** A final transcript comes after the end of its utterance, but maybe after the start of the next one too. */
  closedBy(transcript: WireTranscript): void {
    for (const [id, stream] of this.#streams) {
      const isSame =
        stream.transcriptionId === transcript.transcriptionId &&
        stream.direction === transcript.direction;
      if (!isSame) continue;
      if (stream.finalIsDue) {
        this.#streams.set(id, { ...stream, finalIsDue: false });
        continue;
      }
      if (!stream.isSpeaking) continue;
      const changedAt = transcript.at ?? stream.changedAt;
      this.#streams.set(id, { ...stream, isSpeaking: false, startIsDue: false, changedAt });
    }
  }

  get size(): number {
    return this.#streams.size;
  }

  #set(speech: WireSpeech, state: Pick<Stream, 'isSpeaking' | 'startIsDue'>): void {
    const { streamId, transcriptionId, direction, eventAt } = speech;
    const finalIsDue = !state.isSpeaking || this.#streams.get(streamId)?.finalIsDue === true;
    const stream = { transcriptionId, direction, changedAt: eventAt, finalIsDue, ...state };
    this.#streams.delete(streamId);
    this.#streams.set(streamId, stream);
    const oldest = this.#streams.keys().next();
    if (this.#streams.size > maxStreams && !oldest.done) this.#streams.delete(oldest.value);
  }
}

function isNotAfter(at: number | null, other: number | null): boolean {
  return at !== null && other !== null && at <= other;
}
