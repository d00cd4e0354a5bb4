import { describe, expect, test } from 'vitest';
import type { MarkOutbound } from '../../main/thread/outbox-ports.ts';
import type { Ledger } from '../../main/thread/ports.ts';
import {
  sampleDispatch,
  sampleIncoming,
  sampleReply,
  sampleTurn,
} from '../fakes/thread-samples.ts';
import type { LedgerSubject } from './ledger.contract.ts';

/** A message answered in parts; gives its id. */
async function answerInParts(ledger: Ledger, texts: readonly string[]): Promise<string> {
  const { item } = await ledger.accept(sampleIncoming());
  await ledger.completeTurn({
    ...{ inboxId: item.id, reply: sampleReply({ text: texts.join('\n\n') }), turn: sampleTurn() },
    dispatch: sampleDispatch('key', texts, 9000),
  });
  return item.id;
}

function mark(ledger: Ledger, id: string, change: Partial<MarkOutbound>) {
  return ledger.markOutbound({ id, state: 'sending', reason: null, at: 1, ...change });
}

async function fail(ledger: Ledger, id: string) {
  await mark(ledger, id, {});
  return mark(ledger, id, { state: 'failed', reason: 'status 400' });
}

const letter = {
  message: sampleReply({ id: 'letter', conversationId: null, turnId: null, replyTo: null }),
  recipient: 'user:u-9',
  dispatch: sampleDispatch('letter-key'),
} as const;

/** What every ledger does for the owner's own hand, and with what takes several sends. */
export function ownerLedgerContract(open: () => Promise<LedgerSubject>): void {
  describe('a reply in parts', () => {
    test('is one line, sent when all of it is out, and read-marked only then', async () => {
      const ledger = await open();
      const inboxId = await answerInParts(ledger, ['One.', 'Two.']);
      const parts = await ledger.openOutbox();
      expect(parts).toMatchObject([
        { id: 'reply-1', messageId: 'reply-1', position: 0, text: 'One.', expiresAt: 9000 },
        { messageId: 'reply-1', position: 1, text: 'Two.', idempotencyKey: 'key/1' },
      ]);
      expect(await ledger.answeredMessages({ id: 'reply-1' })).toMatchObject([{ id: inboxId }]);
      const [first = '', second = ''] = parts.map(({ id }) => id);
      const sent = (remoteId: string) => ({ remoteId, conversationId: null });

      await mark(ledger, first, { at: 100 });
      const half = await mark(ledger, first, { state: 'sent', at: 110, sent: sent('r1') });
      expect(half).toMatchObject({ id: 'reply-1', delivery: 'sending', text: 'One.\n\nTwo.' });
      expect(await ledger.unreadInbox()).toEqual([]);
      await mark(ledger, second, { at: 120 });
      const whole = await mark(ledger, second, { state: 'sent', at: 130, sent: sent('r2') });

      expect(whole).toMatchObject({ delivery: 'sent', attempts: 1 });
      expect(await ledger.unreadInbox()).toMatchObject([{ id: inboxId }]);
      expect(await ledger.lastTurns({ limit: 1 })).toMatchObject([
        { firstSentAt: 100, doneAt: 130 },
      ]);
      const query = { conversationId: 'conversation-1' };
      expect(await ledger.sentRemoteIds(query)).toEqual(['r2', 'r1']);
      expect(await ledger.sentRemoteIds({ conversationId: null })).toEqual(['r2', 'r1']);
    });

    test('stays where it is from a part on that cannot leave, and goes on from there', async () => {
      const ledger = await open();
      await answerInParts(ledger, ['One.', 'Two.', 'Three.']);
      const [first = '', second = ''] = (await ledger.openOutbox()).map(({ id }) => id);
      await mark(ledger, first, {});
      await mark(ledger, first, { state: 'sent' });

      expect(await fail(ledger, second)).toMatchObject({ delivery: 'failed' });
      expect(await ledger.openOutbox()).toEqual([]);
      expect(await ledger.ledgerEntries()).toMatchObject([
        { id: 'reply-1', state: 'failed', parts: { sent: 1, count: 3 } },
      ]);
      await ledger.reopen({ id: 'reply-1', dispatch: null });

      expect(await ledger.openOutbox()).toMatchObject([{ text: 'Two.' }, { text: 'Three.' }]);
    });
  });

  describe('what the owner wants', () => {
    test('is a letter: a line and the order to send it, placed where it opened a conversation', async () => {
      const ledger = await open();
      await ledger.compose(letter);
      expect(await ledger.openOutbox()).toMatchObject([
        { id: 'letter', conversationId: null, recipient: 'user:u-9', expiresAt: null },
      ]);
      expect(await ledger.answeredMessages({ id: 'letter' })).toEqual([]);

      await mark(ledger, 'letter', {});
      const sent = { remoteId: 'r', conversationId: 'opened' };
      const message = await mark(ledger, 'letter', { state: 'sent', sent });

      expect(message).toMatchObject({ delivery: 'sent', conversationId: 'opened' });
      expect(await ledger.sentRemoteIds({ conversationId: 'opened' })).toEqual(['r']);
    });

    test('is told everything that waits or failed, oldest first, and nothing that is done', async () => {
      const ledger = await open();
      await ledger.compose(letter);
      const { item: waits } = await ledger.accept(sampleIncoming({ remoteId: 'w' }));
      const { item: failed } = await ledger.accept(
        sampleIncoming({ remoteId: 'f', receivedAt: 1500 }),
      );
      await ledger.settle({ id: failed.id, delivery: 'failed', reason: 'So.' });
      const { item: done } = await ledger.accept(sampleIncoming({ remoteId: 'd' }));
      await ledger.settle({ id: done.id, delivery: 'ignored', reason: 'So.' });

      expect(await ledger.ledgerEntries()).toMatchObject([
        { id: waits.id, direction: 'in', state: 'pending', recipient: null },
        { id: failed.id, direction: 'in', state: 'failed', reason: 'So.', nextAt: null },
        { id: 'letter', direction: 'out', state: 'queued', recipient: 'user:u-9' },
      ]);
    });

    test('has a failed reply tried again, without its age and with the same key', async () => {
      const ledger = await open();
      await answerInParts(ledger, ['One.']);
      await fail(ledger, 'reply-1');

      const reopened = await ledger.reopen({ id: 'reply-1', dispatch: null });

      expect(reopened).toMatchObject({ message: { delivery: 'queued', reason: null }, item: null });
      expect(await ledger.openOutbox()).toMatchObject([
        { idempotencyKey: 'key', expiresAt: null, refusals: 0, state: 'queued' },
      ]);
    });

    test('has other words sent instead of those that failed, under a new key', async () => {
      const ledger = await open();
      await answerInParts(ledger, ['One.', 'Two.']);
      await fail(ledger, 'reply-1');

      const dispatch = sampleDispatch('other', ['Better.']);
      const reopened = await ledger.reopen({ id: 'reply-1', dispatch });

      expect(reopened).toMatchObject({ message: { text: 'Better.', delivery: 'queued' } });
      expect(await ledger.openOutbox()).toMatchObject([
        { text: 'Better.', idempotencyKey: 'other', replyTo: 'remote-1' },
      ]);
    });

    test('changes no words of what may have been sent', async () => {
      const ledger = await open();
      await answerInParts(ledger, ['One.', 'Two.']);
      const [first = '', second = ''] = (await ledger.openOutbox()).map(({ id }) => id);
      await mark(ledger, first, { state: 'unknown' });
      const dispatch = sampleDispatch('other');
      expect(await ledger.reopen({ id: 'reply-1', dispatch })).toHaveProperty('refused');
      await mark(ledger, first, { state: 'sent' });
      await fail(ledger, second);

      expect(await ledger.reopen({ id: 'reply-1', dispatch })).toHaveProperty('refused');
      expect(await ledger.openOutbox()).toEqual([]);
    });

    test('leaves an unknown reply to be looked for, and sends an unknown letter anew', async () => {
      const ledger = await open();
      await answerInParts(ledger, ['One.']);
      await ledger.compose(letter);
      for (const id of ['reply-1', 'letter']) await mark(ledger, id, { state: 'unknown' });

      for (const id of ['reply-1', 'letter']) await ledger.reopen({ id, dispatch: null });

      expect(await ledger.openOutbox()).toMatchObject([
        { id: 'reply-1', state: 'unknown' },
        { id: 'letter', state: 'queued' },
      ]);
    });

    test.each(['failed', 'ignored'] as const)(
      'has a message that is %s handled again',
      async (delivery) => {
        const ledger = await open();
        const { item } = await ledger.accept(sampleIncoming());
        await ledger.settle({ id: item.id, delivery, reason: 'So.' });

        const reopened = await ledger.reopen({ id: item.id, dispatch: null });

        expect(reopened).toMatchObject({ message: { delivery: 'received', reason: null }, item });
        expect(await ledger.pendingInbox()).toMatchObject([{ id: item.id, attempts: 0 }]);
      },
    );

    test('has no message answered twice', async () => {
      const ledger = await open();
      const inboxId = await answerInParts(ledger, ['One.']);

      expect(await ledger.reopen({ id: inboxId, dispatch: null })).toHaveProperty('refused');
      expect(await ledger.reopen({ id: 'none', dispatch: null })).toHaveProperty('refused');
      expect(await ledger.pendingInbox()).toEqual([]);
    });

    test('is rid of what was dropped: not open, not failed, not sent, not handled', async () => {
      const ledger = await open();
      await answerInParts(ledger, ['One.', 'Two.']);
      await ledger.compose(letter);
      await mark(ledger, 'letter', { state: 'unknown' });
      const { item } = await ledger.accept(sampleIncoming({ remoteId: 'w' }));

      for (const id of ['reply-1', 'letter', item.id]) await ledger.drop({ id });

      expect(await ledger.openOutbox()).toEqual([]);
      expect(await ledger.pendingInbox()).toEqual([]);
      expect(await ledger.ledgerEntries()).toEqual([]);
      expect(await ledger.counts()).toEqual({
        inbox: { pending: 0, failed: 0 },
        outbox: { pending: 0, failed: 0, unknown: 0 },
      });
      await expect(mark(ledger, 'reply-1', {})).rejects.toMatchObject({ code: 'STORE_SETTLED' });
      for (const id of ['reply-1', 'letter', item.id, 'none']) {
        expect(await ledger.drop({ id })).toHaveProperty('refused');
      }
    });

    test('drops nothing that is being sent at that moment', async () => {
      const ledger = await open();
      await answerInParts(ledger, ['One.']);
      await mark(ledger, 'reply-1', {});

      expect(await ledger.drop({ id: 'reply-1' })).toHaveProperty('refused');
      expect(await ledger.openOutbox()).toMatchObject([{ state: 'sending' }]);
    });

    test('is told when what was dropped turns out to have been sent', async () => {
      const ledger = await open();
      await answerInParts(ledger, ['One.']);
      await mark(ledger, 'reply-1', { state: 'unknown' });
      const dropped = await ledger.drop({ id: 'reply-1' });
      expect(dropped).toMatchObject({ message: { delivery: 'failed' } });

      expect(await mark(ledger, 'reply-1', { state: 'sent' })).toMatchObject({ delivery: 'sent' });
    });

    test('keeps a dropped message from being resolved or put off', async () => {
      const ledger = await open();
      const { item } = await ledger.accept(sampleIncoming());
      await ledger.drop({ id: item.id });

      const change = { id: item.id, nextAt: 5, reason: 'x' };
      await expect(ledger.postpone(change)).rejects.toMatchObject({ code: 'STORE_SETTLED' });
      expect(await ledger.accept(sampleIncoming())).toMatchObject({
        ...{ pending: false, message: { delivery: 'ignored', reason: 'Dropped by the owner.' } },
      });
    });
  });
}
