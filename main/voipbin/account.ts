import type { OwnNumber } from '../call/ports.ts';
import { AppError, isAbort } from '../../shared/errors.ts';
import { Gate } from '../base/gate.ts';
import {
  flowIdsBody,
  parseAccessKey,
  parseCustomer,
  parseFlow,
  parseNumber,
  profileBody,
} from './account-wire.ts';
import type { AccessKey, Customer, CustomerProfile, Flow } from './account-wire.ts';
import type { Credential } from './credential.ts';
import type { FlowPlan } from './flow-wire.ts';
import type { RestClient } from './rest-client.ts';
import { pathOf } from './rest-client.ts';

/** What belongs to the account and not to one call. Every method throws AppError. */
export class Account {
  /** Open as soon as the account was read once. */
  readonly known = new Gate(false);
  readonly #client: RestClient;
  #customer: Customer | null = null;

  constructor(client: RestClient) {
    this.#client = client;
  }

  /** As last read; null until then. */
  get customer(): Customer | null {
    return this.#customer;
  }

  /** Proves the credential: `GET /customer` works for every kind of it and names the account. */
  async readCustomer(signal: AbortSignal): Promise<Customer> {
    const path = '/customer';
    const body = await this.#client.ask({ method: 'GET', path, effect: 'repeatable' }, signal);
    this.#customer = parseCustomer(body);
    this.known.open();
    return this.#customer;
  }

  /** VoIPBIN: overwrites all seven fields, so `change` gets them as they are now. Rights of an administrator. */
  async changeProfile(
    change: (profile: CustomerProfile) => CustomerProfile,
    signal: AbortSignal,
  ): Promise<void> {
    const { profile } = await this.readCustomer(signal);
    const body = profileBody(change(profile));
    await this.#client.order(
      { method: 'PUT', path: '/customer', body, effect: 'repeatable' },
      signal,
    );
    await this.readCustomer(signal);
  }

  async numbers(signal: AbortSignal): Promise<readonly OwnNumber[]> {
    return this.#client.list({ path: '/numbers', parse: parseNumber }, signal);
  }

  /** VoIPBIN: both flows are overwritten, so both are given. */
  async setFlows(
    numberId: string,
    flows: Pick<OwnNumber, 'callFlowId' | 'messageFlowId'>,
    signal: AbortSignal,
  ): Promise<void> {
    const path = pathOf('numbers', numberId, 'flow_ids');
    const body = flowIdsBody(flows);
    await this.#client.order({ method: 'PUT', path, body, effect: 'repeatable' }, signal);
  }

  async flows(signal: AbortSignal): Promise<readonly Flow[]> {
    return this.#client.list({ path: '/flows', parse: parseFlow }, signal);
  }

  async createFlow(flow: FlowPlan, signal: AbortSignal): Promise<Flow> {
    const request = { method: 'POST', path: '/flows', body: flow, effect: 'creates' } as const;
    return parseFlow(await this.#client.ask(request, signal));
  }

  /** VoIPBIN: overwrites name, detail and actions; calls that run keep what they began with. */
  async changeFlow(flowId: string, flow: FlowPlan, signal: AbortSignal): Promise<void> {
    const path = pathOf('flows', flowId);
    await this.#client.order({ method: 'PUT', path, body: flow, effect: 'repeatable' }, signal);
  }

  async deleteFlow(flowId: string, signal: AbortSignal): Promise<void> {
    const path = pathOf('flows', flowId);
    await this.#client.order({ method: 'DELETE', path, effect: 'repeatable' }, signal);
  }

  /** The token is told this once. `forMs`: VoIPBIN takes a day or more. */
  async createAccessKey(name: string, forMs: number, signal: AbortSignal): Promise<AccessKey> {
    const expire = Math.max(86_400, Math.round(forMs / 1000));
    const body = { name, detail: 'Made by Adjutant.', expire };
    const request = { method: 'POST', path: '/accesskeys', body, effect: 'creates' } as const;
    return parseAccessKey(await this.#client.ask(request, signal));
  }

  /** When the credential runs out (epoch ms); null where nobody tells. An access key is found by its prefix. */
  async expiryOf(credential: Credential, signal: AbortSignal): Promise<number | null> {
    if (credential.kind === 'jwt') return credential.expiresAt;
    try {
      const list = { path: '/accesskeys', parse: parseAccessKey };
      const keys = await this.#client.list(list, signal);
      const own = keys.find(
        ({ prefix }) => prefix.length > 3 && credential.token.startsWith(prefix),
      );
      return own?.expiresAt ?? null;
    } catch (error) {
      // Only a warning ahead of time hangs on it.
      if (isAbort(error) || !(error instanceof AppError)) throw error;
      return null;
    }
  }
}
