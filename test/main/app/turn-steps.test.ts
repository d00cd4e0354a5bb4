import { expect, test } from 'vitest';
import { followSteps, toTurnStep, withSteps } from '../../../main/app/turn-steps.ts';
import { Emitter } from '../../../main/base/emitter.ts';
import { silentLogger } from '../../../main/base/log.ts';
import type { ThreadNews } from '../../../main/thread/news.ts';
import type { Action } from '../../../shared/action.ts';
import { sampleAction } from '../../fakes/action-samples.ts';
import { openMemoryLedger } from '../../fakes/memory-ledger.ts';
import { sampleReply } from '../../fakes/thread-samples.ts';

test('replies come with what was done for them, oldest first, by one question', async () => {
  const ledger = openMemoryLedger();
  const did = { state: 'done', turnId: 't1' } as const;
  await ledger.addAction(sampleAction({ ...did, id: 'later', createdAt: 2 }));
  await ledger.addAction(sampleAction({ ...did, id: 'first', createdAt: 1 }));
  await ledger.addAction(sampleAction({ ...did, id: 'other', turnId: 't9' }));
  const asked: unknown[] = [];
  const reader = {
    actionsOfTurns: (query: { readonly turnIds: readonly string[] }) => {
      asked.push(query);
      return ledger.actionsOfTurns(query);
    },
  };

  const messages = await withSteps(reader, [
    sampleReply({ id: 'q', direction: 'in', turnId: 't1' }),
    sampleReply({ id: 'a', turnId: 't1' }),
    sampleReply({ id: 'b', turnId: 't2' }),
    sampleReply({ id: 'c', turnId: null }),
  ]);

  expect(messages.map(({ id, steps }) => [id, steps?.map((step) => step.id)])).toEqual([
    ['q', undefined],
    ['a', ['first', 'later']],
    ['b', undefined],
    ['c', undefined],
  ]);
  expect(asked).toEqual([{ turnIds: ['t1', 't2'] }]);
});

test('without a reply of a turn nothing is asked', async () => {
  const messages = [sampleReply({ turnId: null })];
  const reader = { actionsOfTurns: () => Promise.reject(new Error('asked')) };

  expect(await withSteps(reader, messages)).toBe(messages);
});

test('a step tells why it was not done, in short, and not what a tool found out', () => {
  const reasonOf = (change: Parameters<typeof sampleAction>[0]) =>
    toTurnStep(sampleAction(change)).reason;

  expect(reasonOf({ state: 'done', result: 'Found: secret.pdf' })).toBeNull();
  expect(reasonOf({ state: 'failed', result: 'It is gone.' })).toBe('It is gone.');
  expect(reasonOf({ state: 'unknown', result: 'x'.repeat(9_000) })).toHaveLength(401);
  expect(reasonOf({ state: 'expired', result: null })).toBeNull();
});

function followed() {
  const ledger = openMemoryLedger();
  const [actions, news] = [new Emitter<Action>(), new Emitter<ThreadNews>()];
  const told: string[] = [];
  const stop = followSteps(
    { actions, news, reader: ledger, log: silentLogger },
    { tellStep: (turnId, { id, state }) => void told.push(`${turnId} ${id} ${state}`) },
  );
  return { ledger, actions, news, told, stop };
}

test('what an earlier run of the turn did is told with the reply that begins anew, and nothing newer undone', async () => {
  const { ledger, actions, news, told } = followed();
  for (const id of ['a', 'b']) {
    await ledger.addAction(sampleAction({ id, turnId: 't1', state: 'running' }));
  }
  const reply = sampleReply({ turnId: 't1', delivery: 'sending', text: '' });
  news.emit({ type: 'reply-started', messageId: 'q', reply });
  actions.emit(sampleAction({ id: 'b', turnId: 't1', state: 'done' }));

  await expect.poll(() => told).toEqual(['t1 b done', 't1 a running']);
});

test('what was done for an answer on a call is told once it is said', async () => {
  const { ledger, news, told, stop } = followed();
  await ledger.addAction(sampleAction({ id: 'a', turnId: 'call 2', state: 'done' }));
  const line = sampleReply({ channel: 'phone', turnId: 'call 2' });
  news.emit({ type: 'message-saved', message: { ...line, direction: 'in' } });
  news.emit({ type: 'message-saved', message: { ...line, channel: 'desktop' } });
  news.emit({ type: 'message-saved', message: line });
  await expect.poll(() => told).toEqual(['call 2 a done']);

  stop();
  expect(news.listenerCount).toBe(0);
});
