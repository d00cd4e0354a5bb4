import { expect, test } from 'vitest';
import { toTarget } from '../../../main/app/agent-letters.ts';

const nobody = { name: 'Anna Reed', conversationIds: [], userIds: [], emails: [] };

test('somebody is written to where they are talked with already, else by id, else by e-mail', () => {
  const all = { ...nobody, conversationIds: ['c1'], userIds: ['u1'], emails: ['a@x.example'] };
  const addresses = [all, { ...all, conversationIds: [] }, { ...nobody, emails: all.emails }]
    .flatMap(toTarget)
    .map(({ address }) => address);

  expect(addresses).toEqual(['conversation:c1', 'user:u1', 'a@x.example']);
  expect(toTarget(all)).toMatchObject([{ name: 'Anna Reed' }]);
});

test('somebody without any address cannot be written to', () => {
  expect(toTarget(nobody)).toEqual([]);
});
