import { z } from 'zod';
import type { OwnNumber } from '../call/ports.ts';
import {
  idSchema,
  maybeIdSchema,
  maybeTextSchema,
  parseBy,
  parseTime,
  textSchema,
} from './wire.ts';

/** The fields that `PUT /customer` overwrites, all of them at once. */
export type CustomerProfile = {
  readonly name: string;
  readonly detail: string;
  readonly email: string;
  readonly phoneNumber: string;
  readonly address: string;
  readonly webhookMethod: string;
  readonly webhookUri: string;
};

/** The account, as `GET /customer` tells it. */
export type Customer = {
  readonly id: string;
  readonly profile: CustomerProfile;
  /** Signs deliveries; null for an account that has none. */
  readonly webhookSecret: string | null;
  /** VoIPBIN: only verified customers may call public numbers; null where it is not told. */
  readonly isVerified: boolean | null;
};

const customerSchema = z.object({
  id: idSchema,
  name: textSchema,
  detail: textSchema,
  email: textSchema,
  phone_number: textSchema,
  address: textSchema,
  webhook_method: textSchema,
  webhook_uri: textSchema,
  webhook_secret: maybeTextSchema,
  identity_verification_status: maybeTextSchema,
});

/** `GET /customer`. Throws ProtocolError, also for an all-zero id: it must never get into a topic. */
export function parseCustomer(body: unknown): Customer {
  const wire = parseBy(customerSchema, body, 'an account');
  const { name, detail, email, address } = wire;
  return {
    id: wire.id,
    profile: {
      name,
      detail,
      email,
      address,
      phoneNumber: wire.phone_number,
      webhookMethod: wire.webhook_method,
      webhookUri: wire.webhook_uri,
    },
    webhookSecret: wire.webhook_secret || null,
    isVerified: wire.identity_verification_status
      ? wire.identity_verification_status === 'verified'
      : null,
  };
}

/** VoIPBIN: a field that is missing becomes empty, so all seven are written, always. */
export function profileBody(profile: CustomerProfile) {
  const { name, detail, email, address } = profile;
  return {
    name,
    detail,
    email,
    phone_number: profile.phoneNumber,
    address,
    webhook_method: profile.webhookMethod,
    webhook_uri: profile.webhookUri,
  };
}

const numberSchema = z.object({
  id: idSchema,
  number: z.string().min(1),
  status: textSchema,
  call_flow_id: maybeIdSchema,
  message_flow_id: maybeIdSchema,
});

/** Throws ProtocolError. */
export function parseNumber(body: unknown): OwnNumber {
  const wire = parseBy(numberSchema, body, 'a number');
  return {
    id: wire.id,
    number: wire.number,
    status: wire.status,
    callFlowId: wire.call_flow_id ?? null,
    messageFlowId: wire.message_flow_id ?? null,
  };
}

const noId = '00000000-0000-0000-0000-000000000000';

/** VoIPBIN: both are required and both overwritten; all-zero takes a flow away. */
export function flowIdsBody(flows: Pick<OwnNumber, 'callFlowId' | 'messageFlowId'>) {
  return {
    call_flow_id: flows.callFlowId ?? noId,
    message_flow_id: flows.messageFlowId ?? noId,
  };
}

/** One step of a flow; `option` is written as it is. */
export type FlowAction = {
  /** For those that others jump to. */
  readonly id?: string;
  readonly type: string;
  readonly option?: Readonly<Record<string, unknown>>;
};
/** A flow of the account. */
export type Flow = { readonly id: string; readonly name: string; readonly detail: string };

const flowSchema = z.object({ id: idSchema, name: textSchema, detail: textSchema });

/** Throws ProtocolError. */
export function parseFlow(body: unknown): Flow {
  return parseBy(flowSchema, body, 'a flow');
}

/** An inbound or outbound text message. */
export type WireTextMessage = {
  readonly id: string;
  readonly isInbound: boolean;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  /** Epoch ms; null where it is not told. */
  readonly at: number | null;
};

const targetSchema = z.object({ target: textSchema }).nullish().catch(null);
const messageSchema = z.object({
  id: idSchema,
  direction: maybeTextSchema,
  source: targetSchema,
  targets: z
    .array(z.object({ destination: targetSchema }))
    .nullish()
    .catch(null),
  text: textSchema,
  tm_create: maybeTextSchema,
});

/** Throws ProtocolError. */
export function parseTextMessage(body: unknown): WireTextMessage {
  const wire = parseBy(messageSchema, body, 'a text message');
  return {
    id: wire.id,
    isInbound: wire.direction === 'inbound' || wire.direction === 'incoming',
    from: wire.source?.target ?? '',
    to: wire.targets?.[0]?.destination?.target ?? '',
    text: wire.text,
    at: parseTime(wire.tm_create),
  };
}

/** The token of `POST /auth/login`. Throws ProtocolError. */
export function parseLogin(body: unknown): string {
  return parseBy(z.object({ token: z.string().min(1) }), body, 'a sign-in').token;
}

/** VoIPBIN: the JWT's claim is `expire`, an ISO text, not `exp`. Epoch ms, or null for what is no such token. */
export function parseTokenExpiry(token: string): number | null {
  const payload = token.split('.')[1];
  if (payload === undefined) return null;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    const read = z.object({ expire: maybeTextSchema, exp: z.number().nullish().catch(null) });
    const { expire, exp } = read.parse(claims);
    return parseTime(expire) ?? (exp ? exp * 1000 : null);
  } catch {
    // No token of ours to judge; the service will.
    return null;
  }
}

/** An access key; `token` is told once, when it is made. */
export type AccessKey = {
  readonly token: string | null;
  readonly prefix: string;
  /** Epoch ms; null for never. */
  readonly expiresAt: number | null;
};

const accessKeySchema = z.object({
  token: maybeTextSchema,
  token_prefix: textSchema,
  tm_expire: maybeTextSchema,
});

/** Throws ProtocolError. */
export function parseAccessKey(body: unknown): AccessKey {
  const wire = parseBy(accessKeySchema, body, 'an access key');
  return {
    token: wire.token || null,
    prefix: wire.token_prefix,
    expiresAt: parseTime(wire.tm_expire),
  };
}
