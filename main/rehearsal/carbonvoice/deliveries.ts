import { delayAt } from '../../base/backoff.ts';
import type { Clock } from '../../base/clock.ts';
import { sleep } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import { errorFields } from '../../base/log.ts';
import { isAbort } from '../../../shared/errors.ts';
import type { PendingDelivery, PracticeSubscription } from './entries.ts';
import type { CarbonVoiceFaults } from './faults.ts';
import { postWebhook } from '../post-webhook.ts';
import type { PracticeState } from './state.ts';

/** Carbon Voice publishes no retention; a week keeps an endpoint that is gone for good from filling the disk. */
const retentionMs = 7 * 24 * 3_600_000;
const longestRetryMs = 30_000;
const answerLimitMs = 10_000;
const hiddenMs = 2000;
const lateMs = 20_000;

export type DeliveriesOptions = {
  readonly state: PracticeState;
  readonly faults: CarbonVoiceFaults;
  readonly clock: Clock;
  readonly log: Logger;
  /** First wait after an endpoint did not take a delivery; doubles up to 30 s. */
  readonly redeliverMs: number;
};

/**
 * Posts queued deliveries, one at a time and in order for each endpoint, until it answers 2xx. A delivery counts
 * as done only after that answer, so a crash in between brings it again: at least once, as webhooks are.
 */
export class Deliveries {
  readonly #options: DeliveriesOptions;
  /** Subscriptions with a worker. Left by the worker in the same instant in which it last looked for work. */
  readonly #served = new Set<string>();
  readonly #workers = new Set<Promise<void>>();
  readonly #hiddenUntil = new Map<string, number>();
  readonly #closing = new AbortController();

  constructor(options: DeliveriesOptions) {
    this.#options = options;
  }

  /** Starts work for every endpoint that has something queued and is not being served. */
  wake(): void {
    if (this.#closing.signal.aborted || this.#isHeld()) return;
    const { state } = this.#options;
    for (const { id } of state.subscriptions) {
      if (this.#served.has(id) || state.firstPending(id) === null) continue;
      this.#served.add(id);
      const worker: Promise<void> = this.#serve(id).finally(() => this.#workers.delete(worker));
      this.#workers.add(worker);
    }
  }

  /** Whether reads do not find the message yet (`delivery-before-message`). */
  isHidden(messageId: string): boolean {
    const until = this.#hiddenUntil.get(messageId) ?? 0;
    const { faults, clock } = this.#options;
    return faults.isOn('delivery-before-message') && clock.now() < until;
  }

  /** Breaks off what is being posted; it stays queued. */
  async close(): Promise<void> {
    this.#closing.abort(new DOMException('closed', 'AbortError'));
    await Promise.all(this.#workers);
  }

  #isHeld(): boolean {
    const { faults } = this.#options;
    return faults.isOn('service-down') || faults.isOn('no-deliveries');
  }

  async #serve(subscriptionId: string): Promise<void> {
    try {
      await this.#drain(subscriptionId);
    } catch (error) {
      // What could not be kept stays queued; the next wake tries again.
      if (isAbort(error)) return;
      this.#options.log.error('practice deliveries stopped', errorFields(error));
    } finally {
      this.#served.delete(subscriptionId);
    }
  }

  async #drain(subscriptionId: string): Promise<void> {
    const { state, clock, redeliverMs } = this.#options;
    const { signal } = this.#closing;
    const backoff = { firstMs: redeliverMs, maxMs: Math.max(longestRetryMs, redeliverMs) };
    let refusals = 0;
    for (;;) {
      const subscription = state.subscription(subscriptionId);
      const delivery = state.firstPending(subscriptionId);
      if (!subscription || !delivery || this.#isHeld()) return;
      if (await this.#isLate(delivery)) continue;
      const isTaken = await this.#offer(subscription, delivery);
      signal.throwIfAborted();
      if (!isTaken) await sleep(clock, delayAt(refusals, backoff), signal);
      refusals = isTaken ? 0 : refusals + 1;
    }
  }

  /** Holds a delivery back (`late-deliveries`); true when it did, so that everything is looked at again. */
  async #isLate({ queuedAt }: PendingDelivery): Promise<boolean> {
    const { faults, clock } = this.#options;
    const waitMs = faults.isOn('late-deliveries') ? queuedAt + lateMs - clock.now() : 0;
    if (waitMs <= 0) return false;
    await sleep(clock, waitMs, this.#closing.signal);
    return true;
  }

  /** True when the delivery needs no further attempt. */
  async #offer(subscription: PracticeSubscription, delivery: PendingDelivery): Promise<boolean> {
    const { state, clock, log, faults } = this.#options;
    if (clock.now() - delivery.queuedAt > retentionMs) {
      log.warn('practice delivery dropped after a week', { messageId: delivery.messageId });
      state.commit([{ type: 'delivery-done', id: delivery.id }]);
      return true;
    }
    this.#hide(delivery.messageId);
    const status = await this.#post(subscription, delivery);
    if (this.#closing.signal.aborted || !isSuccess(status)) {
      log.debug('practice delivery not taken', { messageId: delivery.messageId, status });
      return false;
    }
    state.commit([{ type: 'delivery-done', id: delivery.id }]);
    if (faults.isOn('duplicate-deliveries')) await this.#post(subscription, delivery);
    return true;
  }

  #post(subscription: PracticeSubscription, delivery: PendingDelivery): Promise<number | null> {
    const { clock } = this.#options;
    const { url } = subscription;
    const headers = { 'user-agent': 'practice-carbon-voice' };
    const request = { url, method: 'POST', headers, body: delivery.body, limitMs: answerLimitMs };
    return postWebhook(request, { clock, signal: this.#closing.signal });
  }

  #hide(messageId: string): void {
    const { faults, clock } = this.#options;
    if (!faults.isOn('delivery-before-message') || this.#hiddenUntil.has(messageId)) return;
    this.#hiddenUntil.set(messageId, clock.now() + hiddenMs);
  }
}

function isSuccess(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300;
}
