import { AppError, isAbort, NetworkError, RemoteError } from '../../shared/errors.ts';
import { delayAt } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import type { Arrivals } from './arrivals.ts';
import type { CarbonVoiceClient } from './client.ts';
import type { Registration, Registrations } from './ports.ts';

export type RegistrarDeps = {
  readonly client: Pick<CarbonVoiceClient, 'subscribe' | 'unsubscribe'>;
  readonly registrations: Registrations;
  /** Whether deliveries come. */
  readonly arrivals: Pick<Arrivals, 'facts' | 'moved'>;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Where deliveries shall go: to an address; nowhere at the moment; nowhere at all, so that none is registered. */
export type WebhookWish = { readonly url: string } | 'later' | 'none';

/** Null for nowhere, or not at the moment. */
export function urlOf(wish: WebhookWish): string | null {
  return typeof wish === 'string' ? null : wish.url;
}

/** How the webhook stands. */
export type WebhookStanding = {
  /** Where they are wanted; null for nowhere, or not for now. */
  readonly wanted: string | null;
  /** Where deliveries go; null for nowhere. */
  readonly url: string | null;
  readonly agentId: string | null;
  /** Whether it leaves out our own messages: asked for, refused by the service, or made by somebody else. */
  readonly filter: Registration['filter'] | null;
  /** Epoch ms; null where it is not known. */
  readonly since: number | null;
  /** Why it could not be registered; null when it was, or when none is wanted. */
  readonly fault: string | null;
  /** What may still stand and is to be removed; without an id that is of use only by hand. */
  readonly leaving: readonly { readonly url: string; readonly hasId: boolean }[];
};

const service = 'carbonvoice';
/** How often the removal of an old one is tried; about ten days long, then only somebody at the portal can do it. */
const again = { firstMs: 60_000, maxMs: 24 * 3_600_000 };
const maxTries = 20;
/** While deliveries do not come, one that should stand is asked about so often. */
const doubtMs = 10 * 60_000;

/**
 * Keeps one webhook registered. Carbon Voice has no route that lists them, so each one is written down before it is
 * asked for, and kept until it is surely gone: whenever the app dies, no address stands without a note, and no note
 * is lost.
 */
export class Registrar {
  readonly #deps: RegistrarDeps;
  #standing: WebhookStanding = {
    ...{
      wanted: null,
      url: null,
      agentId: null,
      filter: null,
      since: null,
      fault: null,
      leaving: [],
    },
  };

  /** Which one the service has confirmed in this run, and when. */
  #sure: { readonly key: string; readonly at: number } | null = null;

  constructor(deps: RegistrarDeps) {
    this.#deps = deps;
  }

  get standing(): WebhookStanding {
    return this.#standing;
  }

  /** Throws AuthError when the keychain does not answer, StoreError when the store fails; a refused webhook is told in `standing`. */
  async keep(wish: WebhookWish, agentId: string, signal: AbortSignal): Promise<void> {
    const { registrations } = this.#deps;
    let fault: string | null = null;
    if (wish === 'none') await registrations.leaveRegistrations({ service });
    else if (wish !== 'later') fault = await this.#ensure({ url: wish.url, agentId }, signal);
    await this.#removeOld(signal);
    await this.#look(urlOf(wish), fault);
  }

  /** Null when it stands, else why it does not. */
  async #ensure(
    place: Pick<Registration, 'url' | 'agentId'>,
    signal: AbortSignal,
  ): Promise<string | null> {
    const { registrations } = this.#deps;
    const all = await registrations.readRegistrations({ service });
    const known = all.find(({ url, agentId }) => url === place.url && agentId === place.agentId);
    if (known?.state === 'standing') {
      // One that was asked for when an earlier run died, or before the address changed back, is not wanted.
      const isAlone = all.every((one) => one === known || one.state === 'leaving');
      if (!isAlone) await registrations.standRegistration({ service, registration: known });
      await this.#makeSure(known, signal);
      return null;
    }
    const noted = known ?? { ...place, ...unasked };
    await this.#save({ ...noted, state: 'asked' });
    try {
      await this.#stand(noted, all, signal);
      return null;
    } catch (error) {
      if (!(error instanceof AppError) || isWithoutToken(error)) throw error;
      // What surely was not made needs no note; what may have been made keeps it.
      if (!mayStand(error)) await this.#forget(known ?? null, noted);
      this.#deps.log.warn('the webhook is not registered', errorFields(error));
      return error.message;
    }
  }

  /**
   * It may have been removed at the portal, or the service may be another one by now. Carbon Voice has no route that
   * lists them, but refuses the same address a second time; so it is asked for once in a run, and when deliveries fail
   * to come.
   */
  async #makeSure(known: Registration, signal: AbortSignal): Promise<void> {
    const { registrations, arrivals, clock, log } = this.#deps;
    if (this.#isSure(known)) return;
    const now = clock.now();
    try {
      const made = await this.#subscribe(known, signal);
      if (made !== null && made.id !== known.id) {
        log.warn('the webhook was gone at the service, and is registered again');
        const registration = { ...known, ...made, since: now };
        await registrations.standRegistration({ service, registration });
        arrivals.moved();
      }
      this.#sure = { key: keyOf(known), at: now };
    } catch (error) {
      const isRefusal = error instanceof AppError && error.kind !== 'store';
      if (!isRefusal || isWithoutToken(error)) throw error;
      // What is known holds until the next look asks again.
      log.info('the webhook could not be made sure of', errorFields(error));
    }
  }

  #isSure(known: Registration): boolean {
    const { arrivals, clock } = this.#deps;
    if (this.#sure?.key !== keyOf(known)) return false;
    const now = clock.now();
    return now - this.#sure.at < doubtMs || arrivals.facts(now).missed === 0;
  }

  async #stand(
    noted: Registration,
    all: readonly Registration[],
    signal: AbortSignal,
  ): Promise<void> {
    const { registrations, clock } = this.#deps;
    const since = clock.now();
    const made = await this.#subscribe(noted, signal);
    this.#sure = { key: keyOf(noted), at: since };
    if (made !== null) {
      const registration = { ...noted, ...made, since };
      await registrations.standRegistration({ service, registration });
      return;
    }
    // It is there already: ours, whose ids we know; ours from a run that died; or made by somebody else.
    const former = all.find(({ url, id }) => url === noted.url && id !== '');
    const wasAsked = all.some((one) => one.url === noted.url && one.agentId === noted.agentId);
    const ids = former ? { id: former.id, clientId: former.clientId } : {};
    const isOwn = former ? former.agentId === noted.agentId : wasAsked;
    const filter = isOwn ? (former?.filter ?? 'sent') : 'unknown';
    const registration = { ...noted, ...ids, filter, since: former?.since ?? since };
    await registrations.standRegistration({ service, registration });
    // The same address is not to be removed under another name.
    const others = all.filter((one) => one.url === noted.url && one.agentId !== noted.agentId);
    for (const { url, agentId } of others) {
      await registrations.dropRegistration({ service, url, agentId });
    }
  }

  /** Null when that address is registered already. */
  async #subscribe({ url, agentId }: Registration, signal: AbortSignal) {
    const { client, log } = this.#deps;
    try {
      const made = await client.subscribe(url, agentId, signal);
      return made && ({ ...made, filter: 'sent' } as const);
    } catch (error) {
      // Carbon Voice: keys and operators of filters are checked strictly, with 400.
      if (!(error instanceof RemoteError) || error.status !== 400) throw error;
      log.warn('the filter may be what is refused; trying without one', errorFields(error));
      const made = await client.subscribe(url, null, signal).catch((second: unknown) => {
        throw second instanceof RemoteError && second.status === 400 ? error : second;
      });
      return made && ({ ...made, filter: 'refused' } as const);
    }
  }

  async #forget(known: Registration | null, { url, agentId }: Registration): Promise<void> {
    if (known) await this.#save(known);
    else await this.#deps.registrations.dropRegistration({ service, url, agentId });
  }

  async #removeOld(signal: AbortSignal): Promise<void> {
    const now = this.#deps.clock.now();
    for (const old of await this.#deps.registrations.readRegistrations({ service })) {
      if (isRemovable(old) && old.nextAt <= now) {
        await this.#remove(old, signal);
      }
    }
  }

  async #remove(old: Registration, signal: AbortSignal): Promise<void> {
    const { client, registrations, clock, log } = this.#deps;
    const { url, agentId } = old;
    try {
      await client.unsubscribe(old.clientId, old.id, signal);
    } catch (error) {
      if (isAbort(error) || !(error instanceof AppError) || isWithoutToken(error)) throw error;
      if (!(error instanceof RemoteError) || ![404, 410].includes(error.status)) {
        // An address that leads nowhere costs the service a try, and us nothing: there is time.
        log.info('the old webhook is still registered', errorFields(error));
        const nextAt = clock.now() + delayAt(old.tries, again);
        await this.#save({ ...old, tries: old.tries + 1, nextAt });
        return;
      }
    }
    await registrations.dropRegistration({ service, url, agentId });
  }

  async #look(wanted: string | null, fault: string | null): Promise<void> {
    const all = await this.#deps.registrations.readRegistrations({ service });
    const standing = all.find(({ state }) => state === 'standing');
    const { url = null, agentId = null, filter = null, since = null } = standing ?? {};
    const leaving = all
      .filter(({ state }) => state === 'leaving')
      .map((one) => ({ url: one.url, hasId: isRemovable(one) }));
    this.#standing = { wanted, url, agentId, filter, since, fault, leaving };
  }

  #save(registration: Registration): Promise<null> {
    return this.#deps.registrations.saveRegistration({ service, registration });
  }
}

const unasked: Omit<Registration, 'url' | 'agentId'> = {
  ...{ id: '', clientId: '', since: null, tries: 0, nextAt: 0 },
  state: 'asked',
  filter: 'unknown',
};

function keyOf({ url, agentId }: Registration): string {
  return `${url} ${agentId}`;
}

/** Whether its removal can still be asked for. */
function isRemovable({ state, id, tries }: Registration): boolean {
  return state === 'leaving' && id !== '' && tries < maxTries;
}

/** A token that was just taken and is refused here concerns this one request; without any there is nothing to ask with. */
function isWithoutToken({ kind, code }: AppError): boolean {
  return kind === 'settings' || (kind === 'auth' && code !== 'CARBONVOICE_TOKEN_REFUSED');
}

/** Whether the service may have made it although it failed. */
function mayStand(error: AppError): boolean {
  if (error instanceof NetworkError) return error.mayHaveArrived;
  return error instanceof RemoteError ? error.status >= 500 : error.kind === 'protocol';
}
