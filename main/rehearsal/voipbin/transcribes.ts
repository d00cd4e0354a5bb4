import { randomUUID } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { ApiRefusal, internalRefusal } from './api-refusal.ts';
import type { Calls } from './calls.ts';
import type { EventHub } from './event-hub.ts';
import type { VoipBinFaults } from './faults.ts';
import type { TranscribeRow, TranscriptRow } from './rows.ts';
import { transcriptWire } from './rows.ts';
import type { Stamps } from './stamps.ts';
import { noId, offsetTime } from './stamps.ts';
import { Table } from './table.ts';

const lateMs = 2000;

export type SpeechSide = 'in' | 'out';

/** What one side of a call is understood by, from the start of one utterance to its last words. */
export interface Ear {
  started(): void;
  interim(text: string): void;
  ended(): void;
  /** `afterMs`: how long the recognition takes. */
  final(text: string, afterMs: number): void;
}

export type TranscribesOptions = {
  readonly customerId: string;
  readonly clock: Clock;
  readonly stamps: Stamps;
  readonly hub: EventHub;
  readonly faults: VoipBinFaults;
  readonly calls: Calls;
  /** From the end of a sentence of the agent to its transcript. */
  readonly finalDelayMs: number;
};

type Running = {
  readonly startedAt: number;
  readonly streams: Readonly<Record<SpeechSide, string>>;
  isDeaf: boolean;
};

/** The transcriptions of the account, and what they understand. */
export class Transcribes {
  readonly table: Table<TranscribeRow>;
  readonly transcripts: Table<TranscriptRow>;
  readonly #options: TranscribesOptions;
  readonly #running = new Map<string, Running>();
  readonly #listened = new Set<string>();
  readonly #removals: readonly (() => void)[];

  constructor(options: TranscribesOptions) {
    this.#options = options;
    const { stamps, customerId, calls, faults } = options;
    this.table = new Table(stamps, customerId, 'TRANSCRIBE_NOT_FOUND');
    this.transcripts = new Table(stamps, customerId, 'RESOURCE_NOT_FOUND');
    this.#removals = [
      calls.ended.on(({ id }) => {
        for (const row of this.runningOn(id)) this.stop(row.id);
      }),
      faults.onChange(() => this.#deafen()),
    ];
  }

  close(): void {
    for (const remove of this.#removals) remove();
  }

  /** Oldest first. */
  runningOn(callId: string): readonly TranscribeRow[] {
    return this.table
      .list((row) => row.reference_id === callId && row.status === 'progressing')
      .toReversed();
  }

  /** Throws the refusals of the service: an unknown call, one that is not up, a second one of the same language. */
  start(
    given: Pick<TranscribeRow, 'reference_id' | 'language' | 'direction' | 'provider'>,
  ): TranscribeRow {
    const { calls, clock, hub } = this.#options;
    const { status } = calls.table.get(given.reference_id);
    if (!['dialing', 'ringing', 'progressing'].includes(status)) throw internalRefusal();
    const twin = this.runningOn(given.reference_id).find((row) => row.language === given.language);
    if (twin) throw alreadyProgressing();
    const row = this.table.insert((head) => ({
      ...head,
      ...given,
      activeflow_id: noId,
      on_end_flow_id: noId,
      reference_type: 'call',
      status: 'progressing',
    }));
    this.#running.set(row.id, {
      startedAt: clock.now(),
      streams: { in: randomUUID(), out: randomUUID() },
      isDeaf: false,
    });
    hub.publish('transcribe_created', row);
    hub.publish('transcribe_progressing', row);
    for (const id of this.#streamsOf(row)) hub.publish('streaming_started', { id });
    this.#listenToAgent(row.reference_id);
    return row;
  }

  /** Repeatable. */
  stop(id: string): TranscribeRow {
    const row = this.table.get(id);
    if (row.status === 'done') return row;
    const done = this.table.update(id, { status: 'done' });
    for (const stream of this.#streamsOf(row)) {
      this.#options.hub.publish('streaming_stopped', { id: stream });
    }
    this.#running.delete(id);
    this.#options.hub.publish('transcribe_done', done);
    return done;
  }

  /** Those who hear that side now; they hear the utterance to its end unless they are stopped. */
  earsOn(callId: string, side: SpeechSide): readonly Ear[] {
    if (side === 'out' && this.#options.faults.isOn('no-own-transcripts')) return [];
    return this.runningOn(callId)
      .filter(({ direction }) => direction === 'both' || direction === side)
      .map((row) => this.#ear(row.id, side));
  }

  #ear(id: string, side: SpeechSide): Ear {
    const { faults, clock } = this.#options;
    const speech = (kind: string, message?: string): void => {
      const stream = this.#hears(id)?.streams[side];
      if (stream === undefined || faults.isOn('no-speech-events')) return;
      this.#publishSpeech(`transcribe_speech_${kind}`, {
        streaming_id: stream,
        transcribe_id: id,
        direction: side,
        ...(message === undefined ? {} : { message }),
      });
    };
    const startedAt = clock.now();
    return {
      started: () => speech('started'),
      interim: (text) => {
        if (!faults.isOn('interim-less')) speech('interim', text);
      },
      ended: () => speech('ended'),
      final: (text, afterMs) => {
        const delayMs = afterMs + (faults.isOn('late-finals') ? lateMs : 0);
        const line = { id, side, text, startedAt };
        if (delayMs === 0) this.#publishTranscript(line);
        else clock.schedule(delayMs, () => this.#publishTranscript(line));
      },
    };
  }

  #hears(id: string): Running | null {
    const running = this.#running.get(id);
    return running && !running.isDeaf ? running : null;
  }

  #publishSpeech(type: string, speech: object): void {
    const { stamps, hub, customerId } = this.#options;
    const now = stamps.next();
    const times = { tm_event: now, tm_create: now };
    hub.publish(type, { id: randomUUID(), ...{ customer_id: customerId, ...speech, ...times } });
  }

  #publishTranscript(line: {
    readonly id: string;
    readonly side: SpeechSide;
    readonly text: string;
    readonly startedAt: number;
  }): void {
    const running = this.#hears(line.id);
    if (!running || line.text === '') return;
    const row = this.transcripts.insert((head) => ({
      ...head,
      transcribe_id: line.id,
      direction: line.side,
      message: line.text,
      tm_transcript: offsetTime(line.startedAt - running.startedAt),
    }));
    this.#options.hub.publish('transcript_created', transcriptWire(row));
  }

  /** The agent's own voice is understood too: one listener for each call, however many transcriptions it has had. */
  #listenToAgent(callId: string): void {
    const { calls, finalDelayMs } = this.#options;
    if (this.#listened.has(callId)) return;
    this.#listened.add(callId);
    const line = calls.line(callId);
    const ears = new Map<string, readonly Ear[]>();
    const stop = line.sounds.on(({ type, sentence }) => {
      if (type === 'sentence-started') ears.set(sentence.id, this.earsOn(callId, 'out'));
      for (const ear of ears.get(sentence.id) ?? []) {
        if (type === 'sentence-started') {
          ear.started();
          ear.interim(sentence.text.split(' ')[0] ?? sentence.text);
        } else {
          ear.ended();
          ear.final(sentence.playedText, finalDelayMs);
        }
      }
      if (type === 'sentence-ended') ears.delete(sentence.id);
    });
    line.onClose(stop);
  }

  #streamsOf({ id, direction }: TranscribeRow): readonly string[] {
    const streams = this.#running.get(id)?.streams;
    if (!streams) return [];
    return direction === 'both' ? [streams.in, streams.out] : [streams[direction]];
  }

  /** The fault strikes those that run now; one that is started anew hears again. */
  #deafen(): void {
    if (!this.#options.faults.isOn('transcription-dies-silently')) return;
    for (const running of this.#running.values()) running.isDeaf = true;
  }
}

/** VoIPBIN: the 409 of a second transcription of the same call and language. */
export function alreadyProgressing(): ApiRefusal {
  return new ApiRefusal(409, 'TRANSCRIBE_ALREADY_PROGRESSING', {
    message: 'A transcription of this call and language is progressing.',
  });
}

/** VoIPBIN: what it cannot read as a language is American English. */
export function languageOf(given: string): string {
  try {
    return new Intl.Locale(given).toString();
  } catch {
    // Intl throws a RangeError for what is no tag.
    return 'en-US';
  }
}
