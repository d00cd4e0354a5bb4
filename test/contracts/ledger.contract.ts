import { describe, expect, test } from 'vitest';
import { StoreError } from '../../shared/errors.ts';
import type { Sent } from '../../main/thread/outbox-ports.ts';
import type { Ledger, TurnLog } from '../../main/thread/ports.ts';
import {
  sampleDispatch,
  sampleIncoming,
  sampleReply,
  sampleResolved,
  sampleTurn,
} from '../fakes/thread-samples.ts';

export type LedgerSubject = Ledger & TurnLog;

function sentAs(remoteId: string): Sent {
  return { remoteId, conversationId: null };
}

/** Accepts a message and answers it, as one turn does. */
async function answered(ledger: Ledger, name: string): Promise<string> {
  const { item } = await ledger.accept(sampleIncoming({ remoteId: `remote-${name}` }));
  await ledger.completeTurn({
    inboxId: item.id,
    reply: sampleReply({ id: `reply-${name}`, turnId: `turn-${name}` }),
    dispatch: sampleDispatch(`key-${name}`),
    turn: sampleTurn({ turnId: `turn-${name}` }),
  });
  return item.id;
}

/** What every delivery ledger does; `open` gives a fresh and empty one. */
export function ledgerContract(open: () => Promise<LedgerSubject>): void {
  describe('intake', () => {
    test('keeps a message once, however often it is told', async () => {
      const ledger = await open();

      const first = await ledger.accept(sampleIncoming());
      const again = await ledger.accept(sampleIncoming({ author: 'somebody else', text: 'x' }));

      expect(first).toMatchObject({ outcome: 'accepted', pending: true });
      expect(first.message).toMatchObject({ delivery: 'received', direction: 'in', at: 1000 });
      expect(again).toMatchObject({ outcome: 'repeated', pending: true });
      expect(again.message).toEqual(first.message);
      expect(await ledger.pendingInbox()).toEqual([first.item]);
    });

    test('tells the same id of two channels apart', async () => {
      const ledger = await open();
      await ledger.accept(sampleIncoming());

      const other = await ledger.accept(sampleIncoming({ channel: 'sms' }));

      expect(other.outcome).toBe('accepted');
    });

    test('gives back what waits in the order it came, also when the clock was set back', async () => {
      const ledger = await open();
      for (const [remoteId, receivedAt] of [
        ['a', 5000],
        ['b', 5000],
        ['c', 5000],
        ['d', 1000],
      ] as const) {
        await ledger.accept(sampleIncoming({ remoteId, receivedAt }));
      }

      const pending = await ledger.pendingInbox();

      expect(pending.map(({ remoteId }) => remoteId)).toEqual(['a', 'b', 'c', 'd']);
    });

    test('remembers tries and their reason until the message is told again', async () => {
      const ledger = await open();
      const { item } = await ledger.accept(sampleIncoming());

      const message = await ledger.postpone({ id: item.id, nextAt: 9000, reason: 'No network.' });

      expect(message).toMatchObject({ delivery: 'received', attempts: 1, reason: 'No network.' });
      expect(await ledger.pendingInbox()).toMatchObject([{ attempts: 1, nextAt: 9000 }]);
      await ledger.accept(sampleIncoming());
      expect(await ledger.pendingInbox()).toMatchObject([{ attempts: 1, nextAt: 0 }]);
    });

    test('takes what was found out about a message', async () => {
      const ledger = await open();
      const { item } = await ledger.accept(sampleIncoming());
      await ledger.postpone({ id: item.id, nextAt: 0, reason: 'No network.' });
      const resolved = sampleResolved({ conversationId: 'other', replyTo: 'root', at: 900 });

      const message = await ledger.resolve({ id: item.id, resolved });

      expect(message).toMatchObject({ ...resolved, delivery: 'received', reason: null });
      expect(await ledger.pendingInbox()).toMatchObject([{ conversationId: 'other' }]);
    });

    test.each(['ignored', 'failed'] as const)('settles a message as %s, once', async (delivery) => {
      const ledger = await open();
      const { item } = await ledger.accept(sampleIncoming());
      const change = { id: item.id, delivery, reason: 'So.', resolved: sampleResolved() };

      const message = await ledger.settle(change);

      expect(message).toMatchObject({ delivery, reason: 'So.', text: 'What is on today?' });
      expect(await ledger.pendingInbox()).toEqual([]);
      expect(await ledger.accept(sampleIncoming())).toMatchObject({ pending: false });
      await expect(ledger.settle(change)).rejects.toMatchObject({ code: 'STORE_SETTLED' });
    });
  });

  describe('the end of a turn', () => {
    test('is one step: handled, the reply, what to send, the turn', async () => {
      const ledger = await open();
      const { item } = await ledger.accept(sampleIncoming());
      const reply = sampleReply();

      const done = await ledger.completeTurn({
        inboxId: item.id,
        reply,
        dispatch: sampleDispatch('key-1'),
        turn: sampleTurn(),
      });

      expect(done.message).toMatchObject({ delivery: 'handled', turnId: 'turn-1', reason: null });
      expect(done.reply).toEqual(reply);
      expect(await ledger.pendingInbox()).toEqual([]);
      expect(await ledger.openOutbox()).toEqual([
        {
          ...{ id: 'reply-1', messageId: 'reply-1', position: 0, channel: 'carbonvoice' },
          ...{ conversationId: 'conversation-1', recipient: null, replyTo: 'remote-1' },
          ...{ text: 'Nothing.', idempotencyKey: 'key-1', createdAt: 2000, expiresAt: null },
          ...{ state: 'queued', attempts: 0, refusals: 0, nextAt: 0 },
        },
      ]);
      expect(await ledger.lastTurns({ limit: 5 })).toEqual([sampleTurn()]);
    });

    test('comes once: a second one has no effect', async () => {
      const ledger = await open();
      const inboxId = await answered(ledger, 'a');

      const second = ledger.completeTurn({
        inboxId,
        reply: sampleReply({ id: 'reply-2', turnId: 'turn-2' }),
        dispatch: sampleDispatch('key-2'),
        turn: sampleTurn({ turnId: 'turn-2' }),
      });

      await expect(second).rejects.toBeInstanceOf(StoreError);
      await expect(second).rejects.toMatchObject({ code: 'STORE_SETTLED' });
      expect(await ledger.openOutbox()).toHaveLength(1);
      expect(await ledger.lastTurns({ limit: 5 })).toHaveLength(1);
    });

    test.each([
      { what: 'a place to send to', change: { conversationId: null }, code: 'STORE_NO_TARGET' },
      { what: 'words', dispatch: sampleDispatch('k', []), code: 'STORE_NO_WORDS' },
    ])('without $what leaves everything as it was', async ({ change, dispatch, code }) => {
      const ledger = await open();
      const { item } = await ledger.accept(sampleIncoming());
      const reply = sampleReply(change);

      const done = ledger.completeTurn({
        ...{ inboxId: item.id, reply, turn: sampleTurn() },
        dispatch: dispatch ?? sampleDispatch('k'),
      });

      await expect(done).rejects.toMatchObject({ code });
      expect(await ledger.pendingInbox()).toHaveLength(1);
      expect(await ledger.lastTurns({ limit: 5 })).toEqual([]);
    });

    test('of what is not sent leaves nothing to send and nothing to mark as read', async () => {
      const ledger = await open();
      const { item } = await ledger.accept(sampleIncoming({ channel: 'desktop' }));
      const reply = sampleReply({ channel: 'desktop', conversationId: null, delivery: 'sent' });

      await ledger.completeTurn({
        ...{ inboxId: item.id, reply, dispatch: null, turn: sampleTurn() },
      });

      expect(await ledger.openOutbox()).toEqual([]);
      expect(await ledger.unreadInbox()).toEqual([]);
    });
  });

  describe('sending', () => {
    test('counts attempts and keeps state, reason, next try and remote id', async () => {
      const ledger = await open();
      await answered(ledger, 'a');
      const id = 'reply-a';

      await ledger.markOutbound({ id, state: 'sending', reason: null, at: 3000 });
      expect(await ledger.openOutbox()).toMatchObject([{ state: 'sending', attempts: 1 }]);
      const change = { id, state: 'unknown', reason: 'Lost.', at: 3100, nextAt: 4000 } as const;
      const message = await ledger.markOutbound(change);
      expect(message).toMatchObject({ delivery: 'unknown', attempts: 1, reason: 'Lost.' });
      expect(await ledger.openOutbox()).toMatchObject([{ state: 'unknown', nextAt: 4000 }]);
      await ledger.markOutbound({ id, state: 'sent', reason: null, at: 3200, sent: sentAs('r') });

      expect(await ledger.openOutbox()).toEqual([]);
      const query = { conversationId: 'conversation-1' };
      expect(await ledger.sentRemoteIds(query)).toEqual(['r']);
      expect(await ledger.sentRemoteIds({ conversationId: 'other' })).toEqual([]);
    });

    test('stamps the turn with the first sending and the sent one', async () => {
      const ledger = await open();
      await answered(ledger, 'a');
      const id = 'reply-a';

      for (const [state, at] of [
        ['sending', 3000],
        ['queued', 3100],
        ['sending', 3200],
        ['sent', 3300.25],
      ] as const) {
        await ledger.markOutbound({ id, state, reason: null, at });
      }

      expect(await ledger.lastTurns({ limit: 1 })).toMatchObject([
        { firstSentAt: 3000, doneAt: 3300.25 },
      ]);
    });

    test('gives back what is open in the order it was queued', async () => {
      const ledger = await open();
      for (const name of ['c', 'a', 'b']) await answered(ledger, name);

      const still = await ledger.openOutbox();

      expect(still.map(({ id }) => id)).toEqual(['reply-c', 'reply-a', 'reply-b']);
    });

    test.each(['sent', 'failed'] as const)('changes nothing after %s', async (state) => {
      const ledger = await open();
      await answered(ledger, 'a');
      const change = { id: 'reply-a', reason: null, at: 1 };
      await ledger.markOutbound({ ...change, state });

      const again = ledger.markOutbound({ ...change, state: 'sending' });

      await expect(again).rejects.toMatchObject({ code: 'STORE_SETTLED' });
      expect(await ledger.openOutbox()).toEqual([]);
    });

    test('refuses a change of what it does not know', async () => {
      const ledger = await open();
      const change = { id: 'none', state: 'sent', reason: null, at: 1 } as const;

      await expect(ledger.markOutbound(change)).rejects.toBeInstanceOf(StoreError);
    });

    test('lets a message be marked as read once its reply is out, and once only', async () => {
      const ledger = await open();
      const inboxId = await answered(ledger, 'a');
      expect(await ledger.unreadInbox()).toEqual([]);
      const change = { id: 'reply-a', reason: null, at: 3000 };
      for (const state of ['sending', 'unknown'] as const) {
        await ledger.markOutbound({ ...change, state });
        expect(await ledger.unreadInbox()).toEqual([]);
      }

      await ledger.markOutbound({ ...change, state: 'sent' });

      expect(await ledger.unreadInbox()).toMatchObject([{ id: inboxId, remoteId: 'remote-a' }]);
      await ledger.markRead({ id: inboxId, at: 4000 });
      expect(await ledger.unreadInbox()).toEqual([]);
    });
  });

  test('counts what waits and what failed', async () => {
    const ledger = await open();
    const zero = {
      inbox: { pending: 0, failed: 0 },
      outbox: { pending: 0, failed: 0, unknown: 0 },
    };
    expect(await ledger.counts()).toEqual(zero);
    await ledger.accept(sampleIncoming({ remoteId: 'waits' }));
    const { item } = await ledger.accept(sampleIncoming({ remoteId: 'fails' }));
    await ledger.settle({ id: item.id, delivery: 'failed', reason: 'x' });
    for (const name of ['a', 'b', 'c', 'd', 'e']) await answered(ledger, name);
    for (const [id, state] of [
      ['reply-b', 'sending'],
      ['reply-c', 'unknown'],
      ['reply-d', 'failed'],
      ['reply-e', 'sent'],
    ] as const) {
      await ledger.markOutbound({ id, state, reason: null, at: 1 });
    }

    expect(await ledger.counts()).toEqual({
      inbox: { pending: 1, failed: 1 },
      outbox: { pending: 2, failed: 1, unknown: 1 },
    });
  });
}
