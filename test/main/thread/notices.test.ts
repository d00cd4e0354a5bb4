import { expect, test } from 'vitest';
import { Emitter } from '../../../main/base/emitter.ts';
import { Gate } from '../../../main/base/gate.ts';
import { silentLogger } from '../../../main/base/log.ts';
import type { ThreadNews } from '../../../main/thread/news.ts';
import { describeBrief, sayBrief } from '../../../main/thread/call-brief.ts';
import { Notices } from '../../../main/thread/notices.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';
import { sampleBrief } from '../../fakes/call-samples.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { openMemoryLedger } from '../../fakes/memory-ledger.ts';

const start = Date.UTC(2026, 10, 20, 9, 5);
const minuteMs = 60_000;

function line(change: Partial<ThreadMessage>): ThreadMessage {
  return {
    ...{ id: 'line', at: start, channel: 'system', direction: 'out', principal: 'owner' },
    ...{ author: 'agent', text: 'Reminder: call Anna.', heard: null, conversationId: null },
    ...{ replyTo: null, callId: null, turnId: null, delivery: 'sent', attempts: 0, reason: null },
    ...change,
  };
}

function scene() {
  const ledger = openMemoryLedger();
  const clock = new FakeClock(start);
  const gate = new Gate(true);
  const said: string[] = [];
  const state: { onCall: boolean; privacy: Record<string, boolean | null>; sends: number } = {
    ...{ onCall: false, privacy: {}, sends: 0 },
  };
  const end = new AbortController();
  const notices = new Notices(
    {
      ...{ ledger, gate, clock, log: silentLogger, news: new Emitter<ThreadNews>() },
      channel: { divide: (text) => [text], expireAfterMs: null },
      call: () => (state.onCall ? { say: (text) => void said.push(text) } : null),
      isPrivate: (id) => Promise.resolve(state.privacy[id] ?? null),
      outbox: { send: () => void (state.sends += 1) },
    },
    end.signal,
  );
  return {
    ...{ ledger, clock, gate, said, state, end },
    tell: async (id = 'line') => {
      const due = { type: 'occasion', key: id } as const;
      await ledger.tellDue({ due, message: line({ id }), reach: true });
      notices.takeUp();
      await notices.idle();
    },
    takeUp: async () => {
      notices.takeUp();
      await notices.idle();
    },
    wrote: (channel: 'desktop' | 'carbonvoice', agoMs: number, conversationId: string | null) =>
      ledger.appendMessage(
        line({
          ...{ id: `${channel} ${conversationId} ${agoMs}`, at: start - agoMs, channel },
          ...{ direction: 'in', author: 'owner', delivery: 'handled', conversationId },
        }),
      ),
    outbox: () => ledger.openOutbox(),
  };
}

test('is said on the call that the owner is on', async () => {
  const { state, said, tell, wrote, outbox } = scene();
  await wrote('desktop', minuteMs, null);
  state.onCall = true;

  await tell();

  expect(said).toEqual(['Reminder: call Anna.']);
  expect(await outbox()).toEqual([]);
});

test('of a call the points are said, not what it cost', async () => {
  const { state, said, takeUp, ledger } = scene();
  state.onCall = true;
  const brief = sampleBrief({ points: [{ kind: 'promise', text: 'At three.', messageId: 'm' }] });
  const due = { type: 'occasion', key: 'call' } as const;
  await ledger.tellDue({ due, message: line({ text: describeBrief(brief), brief }), reach: true });
  await takeUp();
  expect(said).toEqual([sayBrief(brief)]);
  expect(said[0]).toContain('At three.');
});

test('stays in the thread while the owner is at the desk', async () => {
  const { tell, wrote, outbox, ledger, state } = scene();
  state.privacy = { direct: true };
  await wrote('carbonvoice', 1000 * minuteMs, 'direct');
  await wrote('desktop', 9 * minuteMs, null);

  await tell();

  expect(await outbox()).toEqual([]);
  expect(await ledger.openNotices()).toEqual([]);
});

test('goes by Carbon Voice to the owner who left the desk, into the conversation of the two alone', async () => {
  const { tell, wrote, outbox, ledger, state } = scene();
  state.privacy = { group: false, direct: true };
  await wrote('desktop', 11 * minuteMs, null);
  await wrote('carbonvoice', 60 * minuteMs, 'direct');
  await wrote('carbonvoice', 50 * minuteMs, 'group');

  await tell();

  expect(await outbox()).toMatchObject([
    {
      ...{ id: 'line', messageId: 'line', conversationId: 'direct', text: 'Reminder: call Anna.' },
      ...{ recipient: null, replyTo: null, state: 'queued' },
    },
  ]);
  expect(ledger.messages.get('line')).toMatchObject({
    ...{ channel: 'carbonvoice', conversationId: 'direct', delivery: 'queued' },
  });
  expect(state.sends).toBe(1);
});

test('is not written where others would read it', async () => {
  const { tell, wrote, outbox, state, ledger } = scene();
  state.privacy = { group: false };
  await wrote('carbonvoice', 50 * minuteMs, 'group');

  await tell();

  expect(await outbox()).toEqual([]);
  expect(await ledger.openNotices()).toEqual([]);
});

test('waits for Carbon Voice, and goes once it can be asked who reads a conversation', async () => {
  const { tell, wrote, outbox, clock, state } = scene();
  await wrote('carbonvoice', 50 * minuteMs, 'direct');

  await tell();
  expect(await outbox()).toEqual([]);
  state.privacy = { direct: true };
  await clock.advanceAsync(minuteMs);

  expect(await outbox()).toHaveLength(1);
});

test('waits half a day at most, and the line stands', async () => {
  const { tell, wrote, outbox, clock, ledger } = scene();
  await wrote('carbonvoice', 50 * minuteMs, 'direct');
  await tell();

  await clock.advanceAsync(721 * minuteMs);

  expect(await ledger.openNotices()).toEqual([]);
  expect(await outbox()).toEqual([]);
  expect(clock.pending).toBe(0);
});

test('waits while paused', async () => {
  const { tell, wrote, outbox, gate, state, takeUp } = scene();
  state.privacy = { direct: true };
  await wrote('carbonvoice', 50 * minuteMs, 'direct');
  gate.shut();
  await tell();
  expect(await outbox()).toEqual([]);

  gate.open();
  await takeUp();

  expect(await outbox()).toHaveLength(1);
});

test('each is brought once, also when the same is taken up by two runs', async () => {
  const { tell, wrote, outbox, state, takeUp, ledger } = scene();
  state.privacy = { direct: true };
  await wrote('carbonvoice', 50 * minuteMs, 'direct');

  await tell('one');
  await tell('two');
  await takeUp();

  expect((await outbox()).map(({ id }) => id)).toEqual(['one', 'two']);
  expect(await ledger.bringNotice({ id: 'one', letter: null })).toBeNull();
});

test('of a line that was deleted nothing is brought', async () => {
  const { wrote, outbox, state, ledger, takeUp } = scene();
  state.privacy = { direct: true };
  await wrote('carbonvoice', 50 * minuteMs, 'direct');
  const due = { type: 'occasion', key: 'x' } as const;
  await ledger.tellDue({ due, message: line({ id: 'gone' }), reach: true });
  await ledger.eraseMessages({ ids: ['gone'], notes: 'delete' });

  await takeUp();

  expect(await outbox()).toEqual([]);
  expect(await ledger.openNotices()).toEqual([]);
});
