import { readFileSync } from 'node:fs';

type Fixture = 'delivery-current' | 'delivery-guide' | 'message' | 'whoami' | 'subscription';
type Json = Record<string, unknown>;

/** An anonymised payload of the service, fresh for each caller. */
export function fixture(name: Fixture): Json {
  const path = new URL(`../../fixtures/carbonvoice/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as Json;
}

/** The message of the fixture without its envelope, changed in places. */
export function wireMessage(change: Json = {}): Json {
  return { ...(fixture('message')['message'] as Json), ...change };
}

export const ids = {
  agent: 'b07a9e1c-0000-4000-8000-000000000001',
  message: '0f6b7a52-0000-4000-8000-000000000002',
  conversation: 'c3f1e7d2-0000-4000-8000-000000000003',
  owner: '5d2f0c5e-0000-4000-8000-000000000005',
};
