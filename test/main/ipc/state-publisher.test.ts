import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StatePublisher } from '../../../main/ipc/state-publisher.ts';
import type { ThreadNews } from '../../../main/thread/news.ts';
import type { IpcEvent, Snapshot, StateChange } from '../../../shared/ipc-contract.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';
import type { TurnStep } from '../../../shared/turn-step.ts';
import { sampleReply } from '../../fakes/thread-samples.ts';

const off = { status: 'off', detail: '', remedy: '' } as const;
const rest: Omit<Snapshot, 'messages' | 'hasOlder' | 'seen'> = {
  ...{ version: '1', agentName: 'Ada', paused: false, pauseFixedBy: null, rehearsal: null },
  connections: { carbonvoice: off, voipbin: off, tunnel: off, llm: off, keychain: off, mcp: off },
  settingsProblems: [],
  restartFor: [],
  doctor: null,
  allowedSenders: [],
  approvals: [],
  calls: [],
};

/** A thread in a file, of which a page is read as slowly as a test wants. */
class FakeThread {
  readonly stored = new Map<string, ThreadMessage>();
  readonly publisher: StatePublisher;
  readonly changes: IpcEvent<'state:changed'>[] = [];
  /** Runs between the reading of a page and its arrival. */
  whileReading: () => void | Promise<void> = () => {};

  constructor() {
    this.publisher = new StatePublisher({ rest: () => rest, page: (limit) => this.#page(limit) });
    this.publisher.changes.on((change) => this.changes.push(change));
  }

  hear(news: ThreadNews): void {
    if (news.type === 'message-saved') this.stored.set(news.message.id, news.message);
    this.publisher.hear(news);
  }

  save(change: Partial<ThreadMessage>): void {
    this.hear({ type: 'message-saved', message: sampleReply(change) });
  }

  async #page(limit: number) {
    const all = [...this.stored.values()].toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    await this.whileReading();
    return { messages: all.slice(-limit), hasOlder: all.length > limit, seen: null };
  }
}

/** What a window makes of a snapshot and the changes after it. */
function apply(messages: ReadonlyMap<string, ThreadMessage>, change: StateChange) {
  const next = new Map(messages);
  if (change.type === 'message-saved') next.set(change.message.id, change.message);
  if (change.type === 'reply-dropped') next.delete(change.messageId);
  if (change.type === 'messages-removed') for (const id of change.messageIds) next.delete(id);
  const known = change.type === 'reply-grown' ? next.get(change.messageId) : undefined;
  if (known && change.type === 'reply-grown') {
    next.set(known.id, { ...known, text: known.text + change.text });
  }
  return next;
}

async function shownBy(thread: FakeThread) {
  const { revision, snapshot } = await thread.publisher.snapshot();
  const start = new Map(snapshot.messages.map((message) => [message.id, message]));
  return () =>
    thread.changes
      .filter((change) => change.revision > revision)
      .reduce((messages, { change }) => apply(messages, change), start);
}

test('numbers every change without a gap', () => {
  const thread = new FakeThread();

  thread.save({ id: 'a' });
  thread.publisher.publish({ type: 'paused-changed', paused: true });
  thread.save({ id: 'b' });

  expect(thread.changes.map(({ revision }) => revision)).toEqual([1, 2, 3]);
});

test('gives the newest messages, oldest first, as of its revision', async () => {
  const thread = new FakeThread();
  for (let at = 0; at < 250; at += 1) thread.save({ id: `m${String(at).padStart(3, '0')}`, at });

  const { revision, snapshot } = await thread.publisher.snapshot();

  expect(revision).toBe(250);
  expect(snapshot).toMatchObject({ agentName: 'Ada', hasOlder: true });
  expect(snapshot.messages).toHaveLength(100);
  expect(snapshot.messages[0]?.id).toBe('m150');
  expect(snapshot.messages.at(-1)?.id).toBe('m249');
});

test('holds a reply that is being written, as far as it has come', async () => {
  const thread = new FakeThread();
  const reply = sampleReply({ id: 'r', text: '', delivery: 'sending' });
  thread.hear({ type: 'reply-started', messageId: 'm', reply });
  thread.hear({ type: 'reply-grown', replyId: 'r', text: 'Noth' });
  thread.hear({ type: 'reply-grown', replyId: 'r', text: 'ing' });
  expect(thread.publisher.draftCount).toBe(1);

  const { snapshot } = await thread.publisher.snapshot();

  expect(snapshot.messages).toMatchObject([{ id: 'r', text: 'Nothing', delivery: 'sending' }]);
  thread.save({ ...reply, text: 'Nothing.', delivery: 'queued' });
  expect(thread.publisher.draftCount).toBe(0);
});

test('forgets a reply that will not come', async () => {
  const thread = new FakeThread();
  const reply = sampleReply({ id: 'r', text: '' });
  thread.hear({ type: 'reply-started', messageId: 'm', reply });
  thread.hear({ type: 'reply-dropped', messageId: 'm', replyId: 'r' });

  expect((await thread.publisher.snapshot()).snapshot.messages).toEqual([]);
  expect(thread.publisher.draftCount).toBe(0);
});

test('forgets what was deleted, a reply that is being written included', async () => {
  const thread = new FakeThread();
  const show = shownBy(thread);
  thread.hear({ type: 'reply-started', messageId: 'm', reply: sampleReply({ id: 'r', text: '' }) });
  thread.hear({ type: 'messages-removed', messageIds: ['m', 'r'] });

  expect([...(await show)().keys()]).toEqual([]);
  expect(thread.publisher.draftCount).toBe(0);
});

test('says nothing twice about the end of a turn', () => {
  const thread = new FakeThread();

  thread.hear({ type: 'reply-finished', messageId: 'm', reply: sampleReply() });
  thread.hear({ type: 'message-settled', message: sampleReply() });

  expect(thread.changes).toEqual([]);
});

test('holds what was saved while the page was being read, to the last moment', async () => {
  const thread = new FakeThread();
  thread.save({ id: 'a', at: 1, delivery: 'queued' });
  thread.whileReading = () => {
    thread.save({ id: 'a', at: 1, delivery: 'sent' });
    // The page arrives; what comes between that and the snapshot must not fall into the gap.
    let steps = 8;
    const step = (): void => {
      thread.save({ id: `late ${steps}`, at: 2 });
      steps -= 1;
      if (steps > 0) queueMicrotask(step);
    };
    queueMicrotask(step);
  };

  const shown = await shownBy(thread);

  expect(shown()).toEqual(thread.stored);
});

test('leaves no gap when an old message changes while the page is being read', async () => {
  const thread = new FakeThread();
  for (let at = 0; at < 300; at += 1) thread.save({ id: `m${String(at).padStart(3, '0')}`, at });
  thread.whileReading = () => thread.save({ id: 'm000', at: 0, delivery: 'sent' });

  const { snapshot } = await thread.publisher.snapshot();

  // What is older is loaded from the first message on: nothing may stand before it alone.
  expect(snapshot.messages[0]?.id).toBe('m200');
  expect(snapshot.hasOlder).toBe(true);
});

type Step = { readonly kind: 'save' | 'start' | 'grow' | 'drop'; readonly id: string };
const step = fc.record<Step>({
  kind: fc.constantFrom('save', 'start', 'grow', 'drop'),
  id: fc.constantFrom('a', 'b', 'c', 'd'),
});

/** Only what the thread can do: a reply grows and is dropped while it is being written. */
function play(thread: FakeThread, { kind, id }: Step, drafts: Set<string>): void {
  const isDraft = drafts.has(id);
  if (kind === 'save') {
    drafts.delete(id);
    thread.save({ id, at: id.charCodeAt(0), text: `saved ${thread.changes.length}` });
  } else if (kind === 'start' && !isDraft && !thread.stored.has(id)) {
    drafts.add(id);
    const reply = sampleReply({ id, at: id.charCodeAt(0), text: '', delivery: 'sending' });
    thread.hear({ type: 'reply-started', messageId: 'm', reply });
  } else if (kind === 'grow' && isDraft) {
    thread.hear({ type: 'reply-grown', replyId: id, text: `+${thread.changes.length}` });
  } else if (kind === 'drop' && isDraft) {
    drafts.delete(id);
    thread.hear({ type: 'reply-dropped', messageId: 'm', replyId: id });
  }
}

test('a snapshot taken at any moment and the later changes make up the final state', async () => {
  const steps = fc.array(step, { maxLength: 15 });
  await fc.assert(
    fc.asyncProperty(steps, steps, steps, async (before, during, after) => {
      const thread = new FakeThread();
      const drafts = new Set<string>();
      let whole: ReadonlyMap<string, ThreadMessage> = new Map();
      thread.publisher.changes.on(({ change }) => (whole = apply(whole, change)));
      for (const each of before) play(thread, each, drafts);
      thread.whileReading = async () => {
        for (const each of during) {
          play(thread, each, drafts);
          await Promise.resolve();
        }
      };
      const shown = await shownBy(thread);
      for (const each of after) play(thread, each, drafts);

      expect(Object.fromEntries(shown())).toEqual(Object.fromEntries(whole));
    }),
  );
});

const looking: TurnStep = {
  ...{ id: 's', tool: 'find_file', summary: 'Look', state: 'running', reason: null },
};
const done: TurnStep = { ...looking, state: 'done' };
const begun = sampleReply({ id: 'r', turnId: 't', text: '', delivery: 'sending' });

test('a reply that is being written has its steps, and keeps them when it is whole', async () => {
  const thread = new FakeThread();
  thread.hear({ type: 'reply-started', messageId: 'm', reply: begun });
  thread.publisher.tellStep('t', looking);
  thread.publisher.tellStep('t', done);

  const { snapshot } = await thread.publisher.snapshot();
  thread.save({ ...begun, text: 'Here.', delivery: 'sent' });

  expect(snapshot.messages).toEqual([{ ...begun, steps: [done] }]);
  expect(thread.changes.map(({ change }) => change)).toMatchObject([
    { type: 'message-saved' },
    { type: 'step-changed', turnId: 't', step: looking },
    { type: 'step-changed', turnId: 't', step: done },
    { type: 'message-saved', message: { text: 'Here.', steps: [done] } },
  ]);
});

test('holds steps that were told while the page was being read', async () => {
  const thread = new FakeThread();
  const reply = { ...begun, text: 'Here.', delivery: 'sent' } as const;
  thread.stored.set('r', { ...reply, steps: [looking] });
  thread.whileReading = () => {
    thread.publisher.tellStep('t', done);
    thread.publisher.hear({ type: 'message-saved', message: { ...reply, reason: 'late' } });
  };

  const { snapshot } = await thread.publisher.snapshot();

  expect(snapshot.messages).toEqual([{ ...reply, reason: 'late', steps: [done] }]);
});
