import type { MessageChannel } from './channel-ports.ts';
import type { Incoming } from './inbox-ports.ts';

/**
 * Where one message stands among those of its conversation. By a delivery it may come before one that was said earlier,
 * whose own delivery or bell was lost; so it waits until it is told together with everything before it.
 */
export class SpokenOrder {
  /** When it was said, by its service's clock, epoch ms; null while that is not known. */
  saidAt: number | null = null;
  /** Those after it wait for it no longer. */
  isPassed = false;
  /** Resolves when nothing is to be expected any more that was said before it. */
  readonly known: Promise<void>;
  readonly #told = Promise.withResolvers<void>();

  constructor(channel: MessageChannel, signal: AbortSignal, incoming?: Incoming) {
    if (incoming) this.tell(incoming);
    const isTold = incoming?.saidAt !== undefined;
    const everything = isTold ? undefined : channel.upToDate?.(signal);
    this.known = everything ? Promise.race([this.#told.promise, everything]) : Promise.resolve();
  }

  /** What is heard of it; by whoever tells everything, it is in order from now on. */
  tell({ saidAt }: Pick<Incoming, 'saidAt'>): void {
    if (saidAt === undefined) return;
    this.saidAt ??= saidAt;
    this.#told.resolve();
  }

  /** A look has shown when it was said. */
  see(saidAt: number | null | undefined): void {
    this.saidAt = saidAt ?? this.saidAt;
  }

  isBefore({ saidAt }: Pick<SpokenOrder, 'saidAt'>): boolean {
    return !this.isPassed && saidAt !== null && this.saidAt !== null && this.saidAt < saidAt;
  }
}
