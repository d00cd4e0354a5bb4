import { createHmac } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { sleep } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import { errorFields } from '../../base/log.ts';
import { isAbort } from '../../../shared/errors.ts';
import type { Account } from './account.ts';
import type { EventSink, ServiceEvent } from './event-hub.ts';
import type { VoipBinFaults } from './faults.ts';
import { postWebhook } from '../post-webhook.ts';
import { withOldTimes } from './stamps.ts';

const attempts = 3;
const pauseMs = 1000;
/** VoIPBIN: 30 s in all. */
const limitMs = 30_000;

type Parts = {
  readonly account: Account;
  readonly faults: VoipBinFaults;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Sends every event to the address in `customer.webhook_uri`, each by itself and so in no order. */
export class Webhooks implements EventSink {
  readonly #parts: Parts;
  readonly #running = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Deliveries that are under way. */
  get pending(): number {
    return this.#running.size;
  }

  deliver({ type, data }: ServiceEvent): void {
    const { account, faults, log } = this.#parts;
    const { webhook_uri: url, webhook_method: method } = account.customer;
    if (!url || faults.isOn('no-webhooks') || this.#closing.signal.aborted) return;
    const shown = faults.isOn('old-times') ? withOldTimes(data) : data;
    const body = JSON.stringify({ type, data: shown });
    const work: Promise<void> = this.#offer(url, { method: method || 'POST', body })
      .catch((error: unknown) => {
        if (!isAbort(error)) log.error('practice webhook failed', errorFields(error));
      })
      .finally(() => this.#running.delete(work));
    this.#running.add(work);
  }

  /** Breaks off what is being sent. */
  async close(): Promise<void> {
    this.#closing.abort(new DOMException('closed', 'AbortError'));
    await Promise.all(this.#running);
  }

  /** VoIPBIN: three tries, one second apart, for transport errors and 5xx only; a 4xx counts as taken. */
  async #offer(
    url: string,
    { method, body }: { readonly method: string; readonly body: string },
  ): Promise<void> {
    const { clock, log } = this.#parts;
    const { signal } = this.#closing;
    for (let attempt = 1; ; attempt += 1) {
      const headers = this.#sign(body);
      const request = { url, method, headers, body, limitMs };
      const status = await postWebhook(request, { clock, signal });
      if (status !== null && status < 500) return;
      log.debug('practice webhook not taken', { attempt, status });
      if (attempt === attempts) return;
      await sleep(clock, pauseMs, signal);
    }
  }

  #sign(body: string): Readonly<Record<string, string>> {
    const secret = this.#parts.account.options.webhookSecret;
    if (secret === null) return {};
    const hex = createHmac('sha256', secret).update(body).digest('hex');
    return { 'x-voipbin-signature': `sha256=${hex}` };
  }
}
