import { notAllowedReason } from '../../shared/sender.ts';
import type { Channel, ThreadMessage } from '../../shared/thread.ts';
import { Gate } from '../../main/base/gate.ts';
import type { Backlog, Examined, MessageChannel, WayOut } from '../../main/thread/channel-ports.ts';
import type { InboxItem } from '../../main/thread/inbox-ports.ts';
import type { Outbound, Sent } from '../../main/thread/outbox-ports.ts';
import { sampleResolved } from './thread-samples.ts';

type Step<T> = (signal: AbortSignal) => T | Promise<T>;

/** A way that words come and go, scripted by a test; `log` holds what was asked of it, in order. */
export class FakeChannel implements MessageChannel, WayOut {
  readonly channel: Channel;
  readonly out: WayOut | null;
  readonly ready = new Gate(true);
  backlog: Backlog | null = null;
  expireAfterMs: number | null = null;
  readonly log: string[] = [];
  /** What a look tells, by remote id; the last one stands. Without an entry the text is the remote id. */
  readonly looks = new Map<string, Step<Examined>[]>();
  /** What sends and searches do, first to last; then they succeed and find nothing. */
  readonly sendSteps: Step<string>[] = [];
  readonly findSteps: Step<string | null>[] = [];
  readonly sent: Outbound[] = [];
  /** What was told to be taken at each search. */
  readonly taken: (readonly string[])[] = [];
  acknowledgeError: Error | null = null;
  readError: Error | null = null;
  /** What goes along cannot be brought up. */
  prepareError: Error | null = null;
  /** When everything that was said is known; at once by default. */
  upToDate: (signal: AbortSignal) => Promise<void> = () => Promise.resolve();
  /** Authors who may not write any more. */
  readonly refused = new Set<string>();

  constructor(channel: Channel = 'carbonvoice', sends = true) {
    this.channel = channel;
    this.out = sends ? this : null;
  }

  tryNow(): void {
    this.log.push('try now');
  }

  async examine(item: InboxItem, signal: AbortSignal): Promise<Examined> {
    this.log.push(`examine ${item.remoteId}`);
    const steps = this.looks.get(item.remoteId) ?? [];
    const step = steps.length > 1 ? steps.shift() : steps[0];
    if (step) return step(signal);
    const { conversationId } = item;
    const resolved = sampleResolved({ text: item.remoteId, conversationId, at: item.receivedAt });
    return { type: 'ready', resolved };
  }

  refusal({ author }: Pick<ThreadMessage, 'author'>): string | null {
    return this.refused.has(author) ? notAllowedReason : null;
  }

  async prepare(): Promise<void> {
    if (this.prepareError) throw this.prepareError;
  }

  async acknowledge(item: InboxItem): Promise<void> {
    this.log.push(`acknowledge ${item.remoteId}`);
    if (this.acknowledgeError) throw this.acknowledgeError;
  }

  /** A blank line divides. */
  divide(text: string): readonly string[] {
    return text.split('\n\n');
  }

  async send(outbound: Outbound, signal: AbortSignal): Promise<Sent> {
    this.log.push(`send ${outbound.text}`);
    this.sent.push(outbound);
    const step = this.sendSteps.shift();
    const remoteId = step ? await step(signal) : `sent-${this.sent.length}`;
    return { remoteId, conversationId: outbound.conversationId ?? 'opened' };
  }

  async findSent(
    outbound: Outbound,
    taken: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<Sent | null> {
    this.log.push(`find ${outbound.text}`);
    this.taken.push([...taken]);
    const remoteId = (await this.findSteps.shift()?.(signal)) ?? null;
    return remoteId === null
      ? null
      : { remoteId, conversationId: outbound.conversationId ?? 'opened' };
  }

  async markRead(item: InboxItem): Promise<void> {
    this.log.push(`read ${item.remoteId}`);
    if (this.readError) throw this.readError;
  }
}

/** A step that fails. */
export function failing(error: Error): () => never {
  return () => {
    throw error;
  };
}
