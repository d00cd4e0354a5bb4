import { expect, test } from 'vitest';
import { takeDelivery } from '../../../main/carbonvoice/deliveries.ts';
import type { Accepted, Incoming } from '../../../main/thread/inbox-ports.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { fixture, ids } from './fixtures.ts';

async function take(body: unknown, agentId: string | null = ids.agent) {
  const accepted: Incoming[] = [];
  let own = 0;
  const taken = await takeDelivery(
    {
      accept: (incoming) => {
        accepted.push(incoming);
        return Promise.resolve({ outcome: 'accepted' } as Accepted);
      },
      identity: () => (agentId === null ? null : { agentId, agentName: '', ownerId: ids.owner }),
      onOwn: () => void (own += 1),
      clock: new FakeClock(7000),
    },
    body,
  );
  return { taken, accepted, ...(own > 0 && { own }) };
}

test.each(['delivery-current', 'delivery-guide'] as const)(
  'keeps of %s that a message exists, and believes nothing else',
  async (name) => {
    expect(await take(fixture(name))).toEqual({
      taken: true,
      accepted: [
        {
          ...{ channel: 'carbonvoice', remoteId: ids.message, conversationId: ids.conversation },
          ...{ author: ids.owner, principal: 'stranger', text: '', receivedAt: 7000 },
        },
      ],
    });
  },
);

test('keeps a message also while the account is not known yet', async () => {
  const { taken, accepted } = await take(fixture('delivery-current'), null);

  expect(taken).toBe(true);
  expect(accepted).toHaveLength(1);
});

test('takes own messages that come back without keeping them', async () => {
  expect(await take(fixture('delivery-current'), ids.owner)).toEqual({
    ...{ taken: true, accepted: [], own: 1 },
  });
});

test('takes news about other things without keeping them', async () => {
  const body = { eventName: 'workspace.user.joined', data: { resource: { id: 'x' } } };

  expect(await take(body)).toEqual({ taken: true, accepted: [] });
});

test.each([null, [], 'text', {}, { eventName: 'message.posted.to.channel' }])(
  'refuses %j, which is no delivery',
  async (body) => {
    expect(await take(body)).toEqual({ taken: false, accepted: [] });
  },
);

test('fails when the message could not be kept, so that it is delivered again', async () => {
  const deps = {
    accept: () => Promise.reject(new Error('disk full')),
    identity: () => null,
    onOwn: () => {},
    clock: new FakeClock(),
  };

  await expect(takeDelivery(deps, fixture('delivery-current'))).rejects.toThrow('disk full');
});
