import type { ConnectionState } from '../../shared/connection.ts';
import { isAbort } from '../../shared/errors.ts';
import { Backoff, untilItWorks } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { Nudges } from '../base/nudges.ts';
import type { Account } from './account.ts';
import type { EventStream } from './events.ts';
import type { WebhookMemory, WebhookNote } from './webhook-memory.ts';
import type { FormerWebhook, WebhookRegistration } from './webhook-registration.ts';
import { refusedMs, Way } from './way.ts';

export type WebhookWayDeps = {
  readonly account: Account;
  readonly registration: WebhookRegistration;
  readonly stream: EventStream;
  readonly clock: Clock;
  readonly log: Logger;
  readonly random: () => number;
  /** Where deliveries reach us at the moment; null for nowhere. */
  readonly publicUrl: () => string | null;
  /** Whether the owner wants another program's address replaced. */
  readonly replaceForeign: () => boolean;
  readonly memory: WebhookMemory;
};

const wait = 'webhook';
/** The address can be taken over by another program at any time. */
const recheckMs = 10 * 60_000;

/** Events by webhook: keeps the account's address ours while there is one. */
export class WebhookWay {
  readonly way = new Way('Registering the webhook at VoIPBIN.');
  /** The address that the account now sends deliveries to, each time that this was made sure. */
  readonly registered = new Emitter<string>();
  readonly #deps: WebhookWayDeps;
  readonly #nudges: Nudges;
  readonly #backoff: Backoff;
  #registeredUrl: string | null = null;
  #checkAgain = false;

  constructor(deps: WebhookWayDeps) {
    this.#deps = deps;
    this.#nudges = new Nudges(deps.clock);
    this.#backoff = new Backoff({ ...untilItWorks, random: deps.random });
  }

  /** The credentials, the address or the network changed: looks again now. */
  check(): void {
    this.#checkAgain = true;
    this.#nudges.nudge(wait);
  }

  /** Ends with the signal. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#checkAgain = false;
      const delayMs = await this.#round(signal);
      // An address that changed during the round would otherwise wait for the next look.
      if (this.#checkAgain) continue;
      await this.#nudges.wait(wait, delayMs, signal);
    }
  }

  async #round(signal: AbortSignal): Promise<number> {
    try {
      const delayMs = await this.#register(this.#deps.publicUrl(), signal);
      this.#backoff.reset();
      return delayMs;
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      this.#registeredUrl = null;
      this.#deps.log.warn('the VoIPBIN webhook is not registered', errorFields(error));
      return this.way.fail(error) ? refusedMs : this.#backoff.next();
    }
  }

  async #register(url: string | null, signal: AbortSignal): Promise<number> {
    const { account, registration, replaceForeign, stream } = this.#deps;
    if (url === null) {
      // Credentials are proved all the same: the first thing the owner wants to know.
      await account.readCustomer(signal);
      this.#registeredUrl = null;
      this.way.set(noAddress);
      return recheckMs;
    }
    const ours = (await this.#note())?.ours ?? null;
    const options = { ours, replaceForeign: replaceForeign() };
    const made = await registration.register(url, options, signal);
    if (made.type === 'foreign') {
      this.#registeredUrl = null;
      this.way.set(await this.#lost());
      return recheckMs;
    }
    await this.#keep(url, made.former);
    this.registered.emit(url);
    this.way.set({ status: 'connected', detail: 'Signed in.', remedy: '' });
    if (this.#registeredUrl !== url || made.former) stream.resynced();
    this.#registeredUrl = url;
    return recheckMs;
  }

  async #keep(ours: string, former: FormerWebhook | null): Promise<void> {
    const note = await this.#note();
    if (note?.ours === ours && note.lostAt === null && former === null) return;
    await this.#write({ ours, former: former ?? note?.former ?? null, lostAt: null });
  }

  /** What stands there was not ours to take; whether it took ours away is worth knowing, also after a restart. */
  async #lost(): Promise<ConnectionState> {
    const note = await this.#note();
    if (!note || note.ours === null) return foreign;
    const lostAt = note.lostAt ?? this.#deps.clock.now();
    if (note.lostAt === null) await this.#write({ ...note, lostAt });
    const on = new Date(lostAt).toISOString().slice(0, 16).replace('T', ' ');
    const detail = `Another program has put its webhook in the place of Adjutant’s in the VoIPBIN account (seen on ${on} UTC); it was left alone.`;
    return { ...foreign, detail };
  }

  async #note(): Promise<WebhookNote | null> {
    return this.#deps.memory.read().catch((error: unknown) => {
      this.#deps.log.warn('what is known of the webhook could not be read', errorFields(error));
      return null;
    });
  }

  async #write(note: WebhookNote): Promise<void> {
    await this.#deps.memory.write(note).catch((error: unknown) => {
      this.#deps.log.warn('what is known of the webhook could not be kept', errorFields(error));
    });
  }
}

const noAddress = {
  status: 'failed',
  detail: 'There is no public address, so VoIPBIN’s deliveries do not arrive.',
  remedy:
    'Set an ngrok authtoken (npm run -s adjutant -- secret set ngrok-authtoken), or set voipbin.delivery to websocket.',
} as const;

const foreign = {
  status: 'failed',
  detail: 'Another program’s webhook is registered in the VoIPBIN account; it was left alone.',
  remedy:
    'Set voipbin.webhookTakeOver to always, and Adjutant replaces it; or set voipbin.delivery to websocket, which needs none.',
} as const;
