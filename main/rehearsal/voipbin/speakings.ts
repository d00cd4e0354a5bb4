import type { Clock } from '../../base/clock.ts';
import { ApiRefusal, internalRefusal } from './api-refusal.ts';
import type { Calls } from './calls.ts';
import type { EventHub } from './event-hub.ts';
import type { VoipBinFaults } from './faults.ts';
import type { SpeakingRow } from './rows.ts';
import { speakingWire } from './rows.ts';
import type { Stamps } from './stamps.ts';
import { Table } from './table.ts';
import { Voice } from './voice.ts';

/** VoIPBIN: of UTF-8, though its message says characters. */
const longestTextBytes = 5000;
const slowSetupMs = 2500;
const slowVoiceMs = 2000;

export type SpeakingsOptions = {
  readonly customerId: string;
  readonly clock: Clock;
  readonly stamps: Stamps;
  readonly hub: EventHub;
  readonly faults: VoipBinFaults;
  readonly calls: Calls;
  readonly speechRate: number;
};

/** An order to a speaking session, whatever became of it. */
export type SpeakingOrder = {
  readonly at: number;
  readonly speakingId: string;
  readonly order: 'say' | 'flush' | 'stop';
  /** Empty but for `say`. */
  readonly text: string;
  readonly isTaken: boolean;
};

/** The speaking sessions of the account. */
export class Speakings {
  readonly table: Table<SpeakingRow>;
  readonly orders: SpeakingOrder[] = [];
  readonly #options: SpeakingsOptions;
  readonly #voices = new Map<string, Voice>();

  constructor(options: SpeakingsOptions) {
    this.#options = options;
    this.table = new Table(options.stamps, options.customerId, 'SPEAKING_NOT_FOUND');
  }

  /** Those of the call that are not stopped. VoIPBIN: they outlive the call. */
  liveOn(callId: string): readonly SpeakingRow[] {
    return this.table.list((row) => row.reference_id === callId && row.status !== 'stopped');
  }

  /** Still `initiating`. VoIPBIN: a second one on a call, and one without media, are a bare 500. */
  open(
    given: Pick<SpeakingRow, 'reference_id' | 'language' | 'provider' | 'voice_id' | 'direction'>,
  ): SpeakingRow {
    const { calls } = this.#options;
    const status = calls.table.find(given.reference_id)?.status;
    if (status !== 'progressing' && status !== 'ringing') throw internalRefusal();
    if (this.liveOn(given.reference_id).length > 0) throw internalRefusal();
    return this.table.insert((head) => ({
      ...head,
      ...given,
      reference_type: 'call',
      status: 'initiating',
    }));
  }

  /** What the voice still needs before it can speak: nothing, a while, or it never comes. */
  settle(id: string): SpeakingRow {
    const { faults, clock } = this.#options;
    if (faults.isOn('speaking-stuck-initiating')) return this.table.get(id);
    if (!faults.isOn('speaking-slow')) return this.#activate(id);
    clock.schedule(slowSetupMs, () => {
      if (this.table.find(id)) this.#activate(id);
    });
    return this.table.get(id);
  }

  /** Throws the 404 that the service has for everything that is wrong with a session. */
  say(id: string, text: string): SpeakingRow {
    const { faults } = this.#options;
    if (text === '' || Buffer.byteLength(text) > longestTextBytes) {
      const message = 'The text must have 1 to 5000 characters.';
      throw new ApiRefusal(400, 'INVALID_ARGUMENT', { message });
    }
    if (faults.isOn('say-404-once')) {
      faults.set('say-404-once', false);
      // The row stays as it is, as after a restart of the part that held the voice.
      this.#voices.get(id)?.stop();
      this.#voices.delete(id);
    }
    const voice = this.#voiceFor(id, { order: 'say', text });
    voice.say(text, { delayMs: faults.isOn('say-slow') ? slowVoiceMs : 0 });
    return this.table.get(id);
  }

  /** VoIPBIN: before the first text there is nothing to flush, which is a 404 as well. */
  flush(id: string): SpeakingRow {
    const voice = this.#voiceFor(id, { order: 'flush', text: '' });
    if (!voice.hasSpoken) throw gone();
    voice.flush();
    return this.table.get(id);
  }

  /** Repeatable. */
  stop(id: string): SpeakingRow {
    const row = this.table.get(id);
    this.#note(id, { order: 'stop', text: '' }, true);
    if (row.status === 'stopped') return row;
    this.#voices.get(id)?.stop();
    this.#voices.delete(id);
    const stopped = this.table.update(id, { status: 'stopped' });
    this.#options.hub.publish('speaking_stopped', speakingWire(stopped));
    return stopped;
  }

  #activate(id: string): SpeakingRow {
    const row = this.table.get(id);
    if (row.status !== 'initiating') return row;
    const { calls, clock, speechRate, hub } = this.#options;
    const active = this.table.update(id, { status: 'active' });
    const { direction, provider, reference_id } = row;
    this.#voices.set(
      id,
      new Voice({
        line: calls.line(reference_id),
        clock,
        rate: speechRate,
        source: 'speaking',
        provider,
        // VoIPBIN: `out` is heard on this leg, `in` on the other side, and an empty one by nobody.
        heard: direction === 'both' || direction === 'out',
      }),
    );
    hub.publish('speaking_started', speakingWire(active));
    return active;
  }

  #voiceFor(id: string, order: Pick<SpeakingOrder, 'order' | 'text'>): Voice {
    const voice = this.#voices.get(id);
    this.#note(id, order, voice !== undefined);
    this.table.get(id);
    if (!voice) throw gone();
    return voice;
  }

  #note(speakingId: string, order: Pick<SpeakingOrder, 'order' | 'text'>, isTaken: boolean): void {
    this.orders.push({ at: this.#options.clock.now(), speakingId, ...order, isTaken });
  }
}

function gone(): ApiRefusal {
  return new ApiRefusal(404, 'RESOURCE_NOT_FOUND', { message: 'The resource was not found.' });
}
