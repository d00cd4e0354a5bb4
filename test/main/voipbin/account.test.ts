import { expect, test } from 'vitest';
import { Account } from '../../../main/voipbin/account.ts';
import { toCredential } from '../../../main/voipbin/credential.ts';
import { noId } from '../../peers/voipbin/records.ts';
import { failure } from '../../peers/voipbin/routes.ts';
import { openRestScene } from './rest-scene.ts';
import { accessKey, password } from './scene.ts';

const dayMs = 86_400_000;

async function openAccount(given = accessKey as Readonly<Record<string, string>>) {
  const scene = await openRestScene('server', given);
  return { ...scene, account: new Account(scene.client) };
}

test('a call flow is put on a number and taken off again, the other flow untouched', async () => {
  const { account, peer, signal } = await openAccount();
  peer.numbers.push({ id: 'n', number: '+1', call_flow_id: noId, message_flow_id: 'texts' });
  const [number] = await account.numbers(signal);
  if (!number) throw new Error('the number is gone');
  const actions = [{ type: 'answer' }, { type: 'sleep', option: { duration: 3_600_000 } }];
  const flow = await account.createFlow({ name: 'Adjutant', detail: '', actions }, signal);
  await account.setFlows('n', { ...number, callFlowId: flow.id }, signal);
  expect(peer.numbers[0]).toMatchObject({ call_flow_id: flow.id, message_flow_id: 'texts' });
  expect(peer.flows[0]).toMatchObject({ actions });

  await account.setFlows('n', number, signal);
  await account.deleteFlow(flow.id, signal);
  expect(peer.numbers[0]).toMatchObject({ call_flow_id: noId, message_flow_id: 'texts' });
  expect(await account.flows(signal)).toEqual([]);
});

test('an access key is made for a day at least, and opens the account', async () => {
  const { account, peer, secrets, signal } = await openAccount(password);
  const key = await account.createAccessKey('Adjutant', 1000, signal);
  expect(peer.received.at(-1)?.body).toMatchObject({ name: 'Adjutant', expire: 86_400 });
  secrets.change('voipbin-token', key.token);
  await expect(account.readCustomer(signal)).resolves.toMatchObject({ id: peer.customer.id });
});

test('the end of an access key is found by its prefix', async () => {
  const { account, peer, signal } = await openAccount();
  const key = await account.createAccessKey('Adjutant', 30 * dayMs, signal);
  const credential = toCredential(key.token ?? '');
  expect(await account.expiryOf(credential, signal)).toBe(key.expiresAt);
  expect(await account.expiryOf(toCredential('vb_another'), signal)).toBeNull();
  peer.plan('GET', /accesskeys/, failure(403, 'PERMISSION_DENIED'));
  expect(await account.expiryOf(credential, signal)).toBeNull();
});
