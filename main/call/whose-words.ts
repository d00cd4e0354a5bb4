import type { TelephonyEvent } from './ports.ts';

/** What was recognised, by an event that names its transcription but no call. */
export type SpeechEvent = Extract<TelephonyEvent, { transcriptionId: string }>;

/** More cannot belong to transcriptions that are just being opened. */
const maxUnclaimed = 50;

/** Knows to which call each transcription belongs, and which transcripts were told already. */
export class WhoseWords {
  readonly #calls = new Map<string, string>();
  /** Ours by an event alone, as long as it is not known which one we opened. */
  readonly #supposed = new Set<string>();
  /** So that reading them again after a gap tells none twice. */
  readonly #told = new Set<string>();
  /** Words that came before it was known whose they are. */
  #unclaimed: readonly SpeechEvent[] = [];

  /** From now on this transcription is of that call. Returns what it understood before that was known. */
  claim(transcriptionId: string, callId: string): readonly SpeechEvent[] {
    // VoIPBIN: another program may transcribe the same call in another language: those words are not for us.
    for (const id of this.transcriptionsOf(callId)) {
      if (id !== transcriptionId && this.#supposed.delete(id)) this.#calls.delete(id);
    }
    this.#supposed.delete(transcriptionId);
    return this.#take(transcriptionId, callId);
  }

  /** It is of that call, and may be the one that is just being opened there. As `claim`, until one is claimed. */
  suppose(transcriptionId: string, callId: string): readonly SpeechEvent[] {
    if (!this.#calls.has(transcriptionId)) this.#supposed.add(transcriptionId);
    return this.#take(transcriptionId, callId);
  }

  #take(transcriptionId: string, callId: string): readonly SpeechEvent[] {
    if (this.#calls.get(transcriptionId) === callId) return [];
    this.#calls.set(transcriptionId, callId);
    const mine = this.#unclaimed.filter((event) => event.transcriptionId === transcriptionId);
    this.#unclaimed = this.#unclaimed.filter((event) => !mine.includes(event));
    return mine;
  }

  /** Null for a transcription that is not ours as far as is known. */
  callOf({ transcriptionId }: SpeechEvent): string | null {
    return this.#calls.get(transcriptionId) ?? null;
  }

  transcriptionsOf(callId: string): readonly string[] {
    return [...this.#calls].filter(([, of]) => of === callId).map(([id]) => id);
  }

  /** Once for each transcript; always for partial texts and signs of speech. */
  isNew(event: SpeechEvent): boolean {
    if (event.type !== 'transcript') return true;
    if (this.#told.has(event.id)) return false;
    this.#told.add(event.id);
    return true;
  }

  /** Keeps a transcript that may turn out to be ours. */
  keep(event: SpeechEvent): void {
    if (event.type === 'transcript') {
      this.#unclaimed = [...this.#unclaimed, event].slice(-maxUnclaimed);
    }
  }

  forget(callId: string): void {
    for (const id of this.transcriptionsOf(callId)) {
      this.#calls.delete(id);
      this.#supposed.delete(id);
    }
  }

  /** No call is left. */
  clear(): void {
    this.#told.clear();
    this.#unclaimed = [];
  }
}
