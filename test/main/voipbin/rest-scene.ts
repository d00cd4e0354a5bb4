import { onTestFinished } from 'vitest';
import { RequestBudget } from '../../../main/voipbin/request-budget.ts';
import { RestClient } from '../../../main/voipbin/rest-client.ts';
import { SignIn } from '../../../main/voipbin/sign-in.ts';
import { Transport } from '../../../main/voipbin/transport.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { startAt } from '../../peers/voipbin/records.ts';
import type { Behaviour } from '../../peers/voipbin/records.ts';
import { openVoipBinPeer } from '../../peers/voipbin/voipbin-peer.ts';
import { accessKey, ChangingSecrets } from './scene.ts';

/** The REST client alone, with its double. */
export async function openRestScene(
  behaviour: Behaviour = 'server',
  given: Readonly<Record<string, string>> = accessKey,
) {
  const peer = await openVoipBinPeer(behaviour);
  onTestFinished(() => peer.close());
  const clock = new FakeClock(startAt);
  const transport = new Transport({ caFile: null, proxies: null });
  onTestFinished(() => transport.close());
  const secrets = new ChangingSecrets(given);
  const { signal } = new AbortController();
  const shared = { url: peer.url, userAgent: 'Adjutant/test', transport, clock };
  const signIn = new SignIn({ ...shared, secrets, lifetime: signal });
  const client = new RestClient({ ...shared, signIn, budget: new RequestBudget(clock) });
  return { peer, clock, transport, secrets, signIn, client, signal };
}

export const readCustomer = { method: 'GET', path: '/customer', effect: 'repeatable' } as const;
