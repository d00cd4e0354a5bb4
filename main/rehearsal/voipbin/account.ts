import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { readJwt, signJwt } from './jwt.ts';
import type { Credential } from './credentials.ts';
import type { Stamps } from './stamps.ts';
import { noId, toWireTime } from './stamps.ts';
import type { Row } from './table.ts';
import { Table } from './table.ts';

/** VoIPBIN: the seven members that `PUT /customer` overwrites, all of them. */
export type CustomerFields = {
  readonly name: string;
  readonly detail: string;
  readonly email: string;
  readonly phone_number: string;
  readonly address: string;
  readonly webhook_method: '' | 'POST' | 'GET' | 'PUT' | 'DELETE';
  readonly webhook_uri: string;
};

export type AccessKeyRow = Row & {
  readonly name: string;
  readonly detail: string;
  readonly token_prefix: string;
  readonly tm_expire: string;
};

export type OutboundConfig = {
  readonly name: string;
  readonly detail: string;
  /** VoIPBIN: ISO codes of countries, lower case; empty allows none. */
  readonly destination_whitelist: readonly string[];
  readonly codecs: string;
  readonly default_outgoing_source_number_id: string;
};

/** Who a request counts as. */
export type ApiPrincipal = {
  readonly kind: 'agent' | 'accesskey';
  readonly agentId: string | null;
};

export type AccountOptions = {
  readonly customerId: string;
  readonly username: string;
  readonly password: string;
  /** An access key (`vb_…`) that works from the start. */
  readonly accessKey: string;
  /** Null: an account from before there were secrets. */
  readonly webhookSecret: string | null;
};

const jwtLifetimeMs = 7 * 24 * 3_600_000;
const yearS = 365 * 24 * 3600;

/** The one customer of the practice service: sign-in, keys, and what it has configured. */
export class Account {
  readonly options: AccountOptions;
  readonly agentId = randomUUID();
  readonly keys: Table<AccessKeyRow>;
  readonly createdAt: string;
  customer: CustomerFields = {
    name: 'Practice account',
    detail: 'Nothing here is real',
    email: 'practice@example.invalid',
    phone_number: '',
    address: '',
    webhook_method: '',
    webhook_uri: '',
  };
  outbound: OutboundConfig = {
    name: 'Practice',
    detail: '',
    destination_whitelist: ['us', 'ca', 'gb', 'ie', 'de', 'at', 'ch', 'fr', 'es', 'it', 'nl'],
    codecs: '',
    default_outgoing_source_number_id: noId,
  };
  readonly #clock: Clock;
  readonly #jwtSecret = randomBytes(32).toString('hex');
  readonly #keyIds = new Map<string, string>();

  constructor(options: AccountOptions, { clock, stamps }: { clock: Clock; stamps: Stamps }) {
    this.options = options;
    this.#clock = clock;
    this.createdAt = stamps.next();
    this.keys = new Table(stamps, options.customerId, 'RESOURCE_NOT_FOUND');
    this.addKey({ name: 'Practice', detail: '', expireS: yearS, token: options.accessKey });
  }

  /** A token as `POST /auth/login` gives it. */
  issueJwt(lifetimeMs: number = jwtLifetimeMs): string {
    return signJwt(
      {
        type: 'agent',
        agent: { id: this.agentId, customer_id: this.options.customerId },
        expire: toWireTime(this.#clock.now() + lifetimeMs),
      },
      this.#jwtSecret,
    );
  }

  /** VoIPBIN: the token of a new key is told this once. */
  addKey(given: {
    readonly name: string;
    readonly detail: string;
    readonly expireS: number;
    readonly token?: string;
  }): AccessKeyRow & { readonly token: string } {
    const token = given.token ?? `vb_${randomBytes(24).toString('base64url')}`;
    const row = this.keys.insert((head) => ({
      ...head,
      name: given.name,
      detail: given.detail,
      token_prefix: token.slice(0, 11),
      tm_expire: toWireTime(this.#clock.now() + given.expireS * 1000),
    }));
    this.#keyIds.set(token, row.id);
    return { ...row, token };
  }

  /** Null where the credential is not good. */
  principalOf({ kind, value }: Credential): ApiPrincipal | null {
    const now = this.#clock.now();
    if (kind === 'jwt') {
      const claims = readJwt(value, this.#jwtSecret, now);
      return claims && { kind: 'agent', agentId: claims.agent.id };
    }
    const key = this.keys.find(this.#keyIds.get(value) ?? '');
    return key && Date.parse(key.tm_expire) > now ? { kind: 'accesskey', agentId: null } : null;
  }
}
