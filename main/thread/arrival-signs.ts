import { isAbort } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { Gate } from '../base/gate.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import type { Examined, MessageChannel } from './channel-ports.ts';
import type { InboxItem } from './inbox-ports.ts';

export type ArrivalSignDeps = {
  /** Shut while the agent is paused. */
  readonly gate: Gate;
  readonly clock: Clock;
  readonly log: Logger;
  /** What is older when it is first seen, in milliseconds, gets its sign when its turn comes. */
  readonly youngMs: number;
};

type Arrival = { readonly item: InboxItem; readonly channel: MessageChannel };

/** Signs that a message has arrived: once each, as soon as it is known that it will be answered. */
export class ArrivalSigns {
  readonly #deps: ArrivalSignDeps;
  readonly #signal: AbortSignal;
  readonly #signed = new Set<string>();

  constructor(deps: ArrivalSignDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
  }

  /** Something was found out about it; its words may still be coming, and its turn may be far off. */
  seen(arrival: Arrival, examined: Examined): void {
    if (examined.type === 'settled') return;
    if (examined.isAcknowledged) this.#signed.add(arrival.item.id);
    const isForUs = examined.type === 'ready' || examined.isForUs;
    if (!isForUs || !examined.resolved || !this.#deps.gate.isOpen) return;
    // Of a backlog only the one that is answered gets a sign: many at once are noise.
    if (this.#deps.clock.now() - examined.resolved.at < this.#deps.youngMs) this.sign(arrival);
  }

  /** Its turn begins. */
  sign({ item, channel }: Arrival): void {
    if (this.#signed.has(item.id)) return;
    this.#signed.add(item.id);
    channel.acknowledge(item, this.#signal).catch((error: unknown) => {
      // A courtesy only: the answer matters, and it comes anyway.
      if (isAbort(error)) return;
      this.#deps.log.debug('the sign of arrival was not taken', errorFields(error));
    });
  }

  /** It is done with. */
  forget(id: string): void {
    this.#signed.delete(id);
  }
}
