import { Emitter } from '../../main/base/emitter.ts';
import { Gate } from '../../main/base/gate.ts';
import type {
  CallRecord,
  Party,
  Speaking,
  Telephony,
  TelephonyEvent,
  TranscriptLine,
  Transcription,
} from '../../main/call/ports.ts';

/** A phone service in memory: records what it is asked, and tells what the test makes happen. */
export class FakeTelephony implements Telephony {
  readonly state = { status: 'connected', detail: '', remedy: '' } as const;
  readonly ready = new Gate(true);
  readonly events = new Emitter<TelephonyEvent>();
  /** Everything that was asked, in order, in short. */
  readonly asked: string[] = [];
  readonly calls = new Map<string, CallRecord>();
  readonly lines = new Map<string, TranscriptLine[]>();
  readonly transcriptions = new Map<string, Transcription>();
  readonly speakings = new Map<string, Speaking>();
  /** Thrown by the next request of that name. */
  readonly failures = new Map<string, Error>();
  /** How far the service's clock is ahead of ours, ms. */
  aheadMs = 0;
  readonly time = { of: (at: number): number => at + this.aheadMs };
  /** How often connections were opened ahead. */
  warmed = 0;
  #lastId = 0;

  onEvent(listener: (event: TelephonyEvent) => void): () => void {
    return this.events.on(listener);
  }

  tell(event: TelephonyEvent): void {
    this.events.emit(event);
  }

  async warm(): Promise<void> {
    this.warmed += 1;
    const failure = this.failures.get('warm');
    if (failure) throw failure;
  }

  async place(target: Party): Promise<string> {
    this.#note('place', target.target);
    return this.#nextId('call');
  }

  async hangUp(callId: string): Promise<void> {
    this.#note('hang-up', callId);
    const call = this.calls.get(callId);
    if (call) this.tell({ type: 'call-changed', call: { ...call, status: 'ended' } });
  }

  async readCall(callId: string): Promise<CallRecord | null> {
    this.#note('read-call', callId);
    return this.calls.get(callId) ?? null;
  }

  async liveCalls(): Promise<readonly CallRecord[]> {
    return [...this.calls.values()];
  }

  async openTranscription({ callId }: { readonly callId: string }): Promise<Transcription> {
    this.#note('open-transcription', callId);
    const id = this.#nextId('ears');
    const made: Transcription = { id, callId, status: 'progressing', language: null };
    this.transcriptions.set(made.id, made);
    return made;
  }

  async stopTranscription(id: string): Promise<void> {
    this.#note('stop-transcription', id);
    this.transcriptions.delete(id);
  }

  async readTranscription(id: string): Promise<Transcription | null> {
    return this.transcriptions.get(id) ?? null;
  }

  async transcriptionsOf(callId: string): Promise<readonly Transcription[]> {
    return [...this.transcriptions.values()].filter((one) => one.callId === callId);
  }

  async transcriptsOf(id: string): Promise<readonly TranscriptLine[]> {
    return this.lines.get(id) ?? [];
  }

  async openSpeaking({ callId }: { readonly callId: string }): Promise<Speaking> {
    this.#note('open-speaking', callId);
    const made: Speaking = { id: this.#nextId('voice'), callId, status: 'active' };
    this.speakings.set(made.id, made);
    return made;
  }

  async readSpeaking(id: string): Promise<Speaking | null> {
    return this.speakings.get(id) ?? null;
  }

  async liveSpeakings(): Promise<readonly Speaking[]> {
    return [...this.speakings.values()];
  }

  async say(_id: string, text: string): Promise<void> {
    this.#note('say', text);
  }

  async flush(id: string): Promise<void> {
    this.#note('flush', id);
  }

  async stopSpeaking(id: string): Promise<void> {
    this.#note('stop-speaking', id);
    this.speakings.delete(id);
  }

  async talk(_callId: string, { text }: { readonly text: string }): Promise<void> {
    this.#note('talk', text);
  }

  /** Ends the joining of calls, as when one side is gone. */
  part: () => void = () => {};

  async joinCalls(
    callIds: readonly [string, string],
    signal: AbortSignal,
  ): Promise<{ readonly ended: Promise<void> }> {
    this.#note('join', callIds.join(' and '));
    const end = Promise.withResolvers<void>();
    this.part = () => end.resolve();
    signal.addEventListener('abort', () => end.resolve(), { once: true });
    return { ended: end.promise };
  }

  #note(name: string, what: string): void {
    this.asked.push(`${name} ${what}`);
    const failure = this.failures.get(name);
    this.failures.delete(name);
    if (failure) throw failure;
  }

  #nextId(kind: string): string {
    this.#lastId += 1;
    return `${kind}-${this.#lastId}`;
  }
}
