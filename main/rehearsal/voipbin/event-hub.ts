import type { Clock } from '../../base/clock.ts';
import type { VoipBinFaults } from './faults.ts';

/** One piece of news of the account; `data` is the resource as the wire shows it. */
export type ServiceEvent = {
  readonly type: string;
  readonly data: { readonly id: string };
};

/** A way by which events reach the customer. */
export interface EventSink {
  deliver(event: ServiceEvent): void;
}

/** The longest that `disordered-events` keeps an event back when no other comes. */
const holdMs = 300;
/** VoIPBIN: these stay on its internal bus, whatever the guides say. */
const internalOnly = /^(?:speaking|streaming)_/;

/** Takes every event of the account and hands it to all ways out, with the faults that concern all of them. */
export class EventHub {
  readonly #faults: VoipBinFaults;
  readonly #clock: Clock;
  readonly #sinks: readonly EventSink[];
  #held: ServiceEvent | null = null;
  #cancelHold: () => void = () => undefined;

  constructor(parts: {
    readonly faults: VoipBinFaults;
    readonly clock: Clock;
    readonly sinks: readonly EventSink[];
  }) {
    this.#faults = parts.faults;
    this.#clock = parts.clock;
    this.#sinks = parts.sinks;
  }

  publish(type: string, data: { readonly id: string }): void {
    if (internalOnly.test(type) && !this.#faults.isOn('session-events')) return;
    if (type === 'call_hangup' && this.#faults.isOn('hangup-not-told')) return;
    if (this.#faults.isOn('service-down')) return;
    const event = { type, data };
    if (this.#held) {
      this.#send(event);
      this.#release();
    } else if (this.#faults.isOn('disordered-events')) {
      this.#held = event;
      this.#cancelHold = this.#clock.schedule(holdMs, () => this.#release());
    } else {
      this.#send(event);
    }
  }

  #release(): void {
    this.#cancelHold();
    const held = this.#held;
    this.#held = null;
    if (held) this.#send(held);
  }

  #send(event: ServiceEvent): void {
    const times = this.#faults.isOn('duplicate-events') ? 2 : 1;
    for (let count = 0; count < times; count += 1) {
      for (const sink of this.#sinks) sink.deliver(event);
    }
  }
}
