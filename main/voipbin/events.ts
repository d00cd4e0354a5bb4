import { assertNever } from '../../shared/assert-never.ts';
import type { CallRecord, CallStatus, TelephonyEvent } from '../call/ports.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { CallNews } from './call-wire.ts';
import type { News } from './frame-wire.ts';
import type { WireSpeech, WireTranscript } from './speech-wire.ts';
import { RecentKeys } from './recent-keys.ts';
import { SpeechStreams } from './speech-streams.ts';

/** VoIPBIN: calls last an hour at most; nothing about an older one comes again. */
const rememberMs = 2 * 60 * 60_000;
const maxCalls = 500;
const order: readonly CallStatus[] = ['dialing', 'ringing', 'progressing', 'ending', 'ended'];

/**
 * Makes one stream of events, each told once, of everything that arrives: by the socket (each one twice), by
 * webhook (repeated, in any order) and by looking. Memory is bounded.
 */
export class EventStream {
  readonly told = new Emitter<TelephonyEvent>();
  readonly groups = new Emitter<{ readonly id: string; readonly callIds: readonly string[] }>();
  readonly #clock: Clock;
  readonly #keys = new RecentKeys({ count: 8192, forMs: rememberMs });
  /** VoIPBIN: what has no id of its own can come again as something new; repeats follow within seconds. */
  readonly #texts = new RecentKeys({ count: 512, forMs: 5000 });
  readonly #streams = new SpeechStreams();
  readonly #calls = new Map<string, CallRecord>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls that are not over, as far as was told; newest news last. */
  liveCalls(): readonly CallRecord[] {
    return [...this.#calls.values()].filter(({ status }) => status !== 'ended');
  }

  knownCall(id: string): CallRecord | null {
    return this.#calls.get(id) ?? null;
  }

  /** Something arrived. */
  take(news: News): void {
    switch (news.type) {
      case 'call':
        return this.#takeNews(news.news);
      case 'group':
        return this.groups.emit({ id: news.id, callIds: news.callIds });
      case 'transcript':
        return this.#takeTranscript(news.transcript);
      case 'speech':
        return this.#takeSpeech(news.phase, news.speech);
      case 'transcription': {
        const { id, callId, status } = news.transcription;
        if (this.#isNewText(news.key))
          this.#tell({ type: 'transcription-changed', id, callId, status });
        return;
      }
      case 'speaking':
        if (this.#isNewText(news.key)) this.#tell({ type: 'speaking-changed', ...news.speaking });
        return;
      case 'text-message':
        return this.#takeTextMessage(news.message);
      case 'other':
        return;
      default:
        assertNever(news);
    }
  }

  /** A call as the service has it now: told when it differs from what was told before. */
  takeCall(told: CallRecord): void {
    const known = this.#calls.get(told.id);
    const call = known ? completed(told, known) : told;
    // Webhooks have no order, and an answer may be older than an event: a call never goes back.
    if (known && order.indexOf(call.status) < order.indexOf(known.status)) return;
    if (known && JSON.stringify(known) === JSON.stringify(call)) return;
    this.#calls.delete(call.id);
    this.#calls.set(call.id, call);
    if (this.#calls.size > maxCalls) this.#forgetCall();
    this.#tell({ type: 'call-changed', call });
  }

  /** Events may have been missed until now; `wasDeaf`: for a while none could come. */
  resynced({ wasDeaf = false }: { readonly wasDeaf?: boolean } = {}): void {
    this.#tell({ type: 'resynced', ...(wasDeaf && { wasDeaf }) });
  }

  #takeNews({ call, key }: CallNews): void {
    if (this.#keys.isNew(key, this.#clock.now())) this.takeCall(call);
  }

  #takeTranscript(transcript: WireTranscript): void {
    const { id, transcriptionId, direction, text } = transcript;
    if (transcriptionId === null) return;
    if (!this.#keys.isNew(`transcript:${id}`, this.#clock.now())) return;
    this.#streams.closedBy(transcript);
    this.#tell({ type: 'transcript', id, transcriptionId, direction, text });
  }

  #takeSpeech(phase: Phase, speech: WireSpeech): void {
    if (!this.#keys.isNew(speech.key, this.#clock.now())) return;
    const { transcriptionId, direction, text } = speech;
    if (phase === 'interim') {
      this.#streams.note(phase, speech);
      return this.#tell({ type: 'speech-interim', transcriptionId, direction, text });
    }
    if (phase !== 'boundary') this.#streams.note(phase, speech);
    const known = phase === 'boundary' ? this.#streams.resolve(speech) : phase;
    this.#tell({ type: `speech-${known}`, transcriptionId, direction });
  }

  #takeTextMessage(message: Extract<News, { type: 'text-message' }>['message']): void {
    const { isInbound, id, from, to, text } = message;
    if (!isInbound || !this.#keys.isNew(`message:${id}`, this.#clock.now())) return;
    this.#tell({ type: 'text-message', id, from, to, text });
  }

  #isNewText(key: string): boolean {
    return this.#texts.isNew(key, this.#clock.now());
  }

  /** The one that is over for longest, else the one without news for longest. */
  #forgetCall(): void {
    const over = [...this.#calls.values()].find(({ status }) => status === 'ended');
    const id = over?.id ?? this.#calls.keys().next().value;
    if (id !== undefined) this.#calls.delete(id);
  }

  #tell(event: TelephonyEvent): void {
    this.told.emit(event);
  }
}

/** The guide reads only the id of a call event: what news do not tell of a call stays as it is known. */
function completed(told: CallRecord, known: CallRecord): CallRecord {
  const { createdAt, answeredAt } = told;
  const isBare = told.from.target === '' && told.to.target === '';
  const { direction, from, to } = isBare ? known : told;
  return {
    ...{ ...told, direction, from, to },
    ...{ createdAt: createdAt ?? known.createdAt, answeredAt: answeredAt ?? known.answeredAt },
  };
}

type Phase = Extract<News, { type: 'speech' }>['phase'];
