import { expect, test } from 'vitest';
import { expire } from '../../../main/thread/outbox-ends.ts';
import type { Outbound } from '../../../main/thread/outbox-ports.ts';

const letter: Outbound = {
  ...{ id: 'm', messageId: 'm', position: 0, channel: 'carbonvoice', conversationId: null },
  ...{ recipient: 'user:user-9', replyTo: null, text: 'zanzibar', idempotencyKey: 'k' },
  ...{ createdAt: 0, expiresAt: 1, state: 'queued', attempts: 0, refusals: 0, nextAt: 0 },
};

test('the line that tells of an answer that became too old goes where the answer goes', () => {
  const { line } = expire({ ...letter, recipient: null, replyTo: 'r1' }, 60_000);

  expect(line).toMatchObject({
    text: expect.stringContaining('zanzibar') as string,
    replyTo: 'r1',
  });
});

test('the line that tells of a letter that became too old has none of its words', () => {
  const { line } = expire(letter, 60_000);

  expect(line?.text).toBe('Not sent, because it was 1 minutes old: adjutant ledger');
});
