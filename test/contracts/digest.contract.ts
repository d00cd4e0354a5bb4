import { describe, expect, test } from 'vitest';
import {
  sampleDispatch,
  sampleIncoming,
  sampleReply,
  sampleTurn,
} from '../fakes/thread-samples.ts';
import type { LedgerSubject } from './ledger.contract.ts';

/** What every ledger does with one reply to several messages. */
export function digestContract(open: () => Promise<LedgerSubject>): void {
  describe('the end of a turn', () => {
    test('of a digest handles all of its messages, and none when one is settled already', async () => {
      const ledger = await open();
      const ids: string[] = [];
      for (const remoteId of ['a', 'b', 'c']) {
        ids.push((await ledger.accept(sampleIncoming({ remoteId }))).item.id);
      }
      const [inboxId = '', second = '', third = ''] = ids;
      const done = {
        inboxId,
        dispatch: sampleDispatch('key-1'),
        reply: sampleReply(),
        turn: sampleTurn(),
      };
      await ledger.settle({ id: third, delivery: 'ignored', reason: 'So.' });

      const refused = ledger.completeTurn({ ...done, alsoIds: [second, third] });

      await expect(refused).rejects.toMatchObject({ code: 'STORE_SETTLED' });
      expect(await ledger.pendingInbox()).toMatchObject([{ id: inboxId }, { id: second }]);
      const { message, also } = await ledger.completeTurn({ ...done, alsoIds: [second] });
      expect([message, ...also]).toMatchObject([
        { id: inboxId, delivery: 'handled', turnId: 'turn-1' },
        { id: second, delivery: 'handled', turnId: 'turn-1' },
      ]);
      expect(await ledger.pendingInbox()).toEqual([]);
      expect(await ledger.unreadInbox()).toEqual([]);
      const sent = { id: 'reply-1', state: 'sent', reason: null, at: 3000 } as const;
      await ledger.markOutbound(sent);
      expect(await ledger.unreadInbox()).toMatchObject([{ id: inboxId }, { id: second }]);
    });
  });
}
