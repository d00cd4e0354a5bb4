import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Account } from './account.ts';
import { principalOf } from './admission.ts';
import { ApiRefusal, checked, checkedId } from './api-refusal.ts';
import type { ServiceContext } from './context.ts';
import { noId } from './stamps.ts';
import type { PageQuery } from './table.ts';

const shortestKeyS = 86_400;

const customerSchema = z.object({
  name: z.string().default(''),
  detail: z.string().default(''),
  email: z.string().default(''),
  phone_number: z.string().default(''),
  address: z.string().default(''),
  webhook_method: z.enum(['', 'POST', 'GET', 'PUT', 'DELETE']).default(''),
  webhook_uri: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).default(''),
});
const newKeySchema = z.object({
  name: z.string().default(''),
  detail: z.string().default(''),
  expire: z.number().int().min(shortestKeyS),
});
const keyChangeSchema = z.object({ name: z.string(), detail: z.string() });
const outboundSchema = z.object({
  name: z.string().default(''),
  detail: z.string().default(''),
  destination_whitelist: z.array(z.string()).default([]),
  codecs: z.string().default(''),
  default_outgoing_source_number_id: z.string().default(noId),
});

/** The customer, its access keys, and what may be dialled. */
export function addAccountRoutes(api: FastifyInstance, context: ServiceContext): void {
  const { account, faults } = context;
  const customer = (): object => customerWire(account, !faults.isOn('identity-unverified'));
  api.get('/customer', customer);
  api.put('/customer', (request) => {
    // VoIPBIN: a member that is missing becomes empty.
    account.customer = checked(customerSchema, request.body);
    return customer();
  });
  api.get('/me', (request) => {
    if (principalOf(context, request).kind === 'agent') return agentWire(account);
    throw new ApiRefusal(403, 'AGENT_AUTH_REQUIRED', { message: 'For agents only.' });
  });
  const outbound = (): object => ({ customer_id: account.options.customerId, ...account.outbound });
  api.get('/outbound_config', outbound);
  api.put('/outbound_config', (request) => {
    account.outbound = checked(outboundSchema, request.body);
    return outbound();
  });
  addKeyRoutes(api, account);
}

function addKeyRoutes(api: FastifyInstance, account: Account): void {
  const { keys } = account;
  type ById = { Params: { id: string } };
  api.get<{ Querystring: PageQuery }>('/accesskeys', (request) => keys.page(request.query));
  api.post('/accesskeys', (request) => {
    const { name, detail, expire } = checked(newKeySchema, request.body);
    return account.addKey({ name, detail, expireS: expire });
  });
  api.get<ById>('/accesskeys/:id', (request) => keys.get(checkedId(request.params.id)));
  api.put<ById>('/accesskeys/:id', (request) => {
    const change = checked(keyChangeSchema, request.body);
    return keys.update(checkedId(request.params.id), change);
  });
  api.delete<ById>('/accesskeys/:id', (request) => keys.remove(checkedId(request.params.id)));
}

function customerWire({ options, customer, createdAt }: Account, isVerified: boolean): object {
  return {
    id: options.customerId,
    ...customer,
    billing_account_id: noId,
    metadata: {},
    email_verified: true,
    status: 'active',
    identity_verification_status: isVerified ? 'verified' : 'none',
    // VoIPBIN: told here only, and older accounts have none.
    ...(options.webhookSecret === null ? {} : { webhook_secret: options.webhookSecret }),
    tm_create: createdAt,
    tm_update: createdAt,
    tm_delete: null,
  };
}

function agentWire({ agentId, options, createdAt }: Account): object {
  return {
    id: agentId,
    customer_id: options.customerId,
    username: options.username,
    name: 'Practice',
    detail: '',
    ring_method: 'ringall',
    status: 'available',
    permission: 64,
    tag_ids: [],
    addresses: [],
    tm_create: createdAt,
    tm_update: createdAt,
    tm_delete: null,
  };
}
