import type { Agent } from '../../../main/agent/ports.ts';
import { Emitter } from '../../../main/base/emitter.ts';
import { Gate } from '../../../main/base/gate.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { InboxRunner } from '../../../main/thread/inbox-runner.ts';
import { LedgerCare } from '../../../main/thread/ledger-care.ts';
import type { ThreadNews } from '../../../main/thread/news.ts';
import { OutboxRunner } from '../../../main/thread/outbox-runner.ts';
import type { MessageChannel } from '../../../main/thread/channel-ports.ts';
import type { Incoming } from '../../../main/thread/inbox-ports.ts';
import { TurnRunner } from '../../../main/thread/turn-runner.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';
import { FakeAgent } from '../../fakes/fake-agent.ts';
import { FakeChannel } from '../../fakes/fake-channel.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { openMemoryLedger } from '../../fakes/memory-ledger.ts';
import type { MemoryLedger } from '../../fakes/memory-ledger.ts';
import {
  sampleDispatch,
  sampleIncoming,
  sampleReply,
  sampleTurn,
} from '../../fakes/thread-samples.ts';

export const startAt = 1_000_000;

export type SceneOptions = {
  readonly paused?: boolean;
  /** What an earlier run left. */
  readonly ledger?: MemoryLedger;
  readonly heldBackReason?: (at: number) => string | null;
  /** Stands before the agent. */
  readonly before?: (agent: Agent, ledger: MemoryLedger) => Agent;
  readonly channels?: (ledger: MemoryLedger) => readonly MessageChannel[];
};

/** Intake, turns and outbox around a ledger in memory, a scripted channel and a clock that stands still. */
export class ThreadScene {
  readonly clock = new FakeClock(startAt);
  readonly ledger: MemoryLedger;
  readonly channel = new FakeChannel();
  readonly agent = new FakeAgent();
  readonly gate: Gate;
  readonly news = new Emitter<ThreadNews>();
  readonly heard: ThreadNews[] = [];
  readonly controller = new AbortController();
  readonly inbox: InboxRunner;
  readonly outbox: OutboxRunner;
  readonly care: LedgerCare;
  readonly turns: TurnRunner;
  /** How often a turn had something to send. */
  sends = 0;

  constructor(options: SceneOptions = {}) {
    const { paused = false, ledger = openMemoryLedger(), channels, heldBackReason } = options;
    this.ledger = ledger;
    this.gate = new Gate(!paused);
    this.news.on((news) => this.heard.push(news));
    const { agent, news, clock, gate } = this;
    const { signal } = this.controller;
    const asked = options.before?.(agent, ledger) ?? agent;
    // A test says itself when something is sent.
    const outbox = { send: (): void => void (this.sends += 1) };
    const turns = new TurnRunner({
      ...{ ledger, agent: asked, outbox, news, clock, log: silentLogger },
    });
    this.turns = turns;
    const ways = [this.channel, ...(channels?.(ledger) ?? [])];
    const shared = { ledger, channels: ways, gate, news, clock, log: silentLogger };
    const restored = heldBackReason && { heldBackReason };
    this.inbox = new InboxRunner({ ...shared, turns, ...restored }, signal);
    this.outbox = new OutboxRunner(shared, signal);
    this.care = new LedgerCare({ ...shared, inbox: this.inbox, outbox: this.outbox });
  }

  /** Lets everything happen that needs no time. */
  settle(): Promise<void> {
    return this.clock.advanceAsync(0);
  }

  /** Takes a delivery and lets happen what needs no time. */
  async deliver(remoteId: string, change: Partial<Incoming> = {}): Promise<string> {
    const receivedAt = this.clock.now();
    const { item } = await this.inbox.accept(sampleIncoming({ remoteId, receivedAt, ...change }));
    await this.settle();
    return item.id;
  }

  message(id: string): ThreadMessage | undefined {
    return this.ledger.messages.get(id);
  }

  /** What is in the thread of one direction, in the order it came. */
  texts(direction: 'in' | 'out'): readonly string[] {
    const all = [...this.ledger.messages.values()];
    return all.filter((message) => message.direction === direction).map(({ text }) => text);
  }

  /** A turn that is done, its reply waiting to be sent; gives the reply's id. */
  async queue(
    name: string,
    conversationId = 'conversation-1',
    expiresAt: number | null = null,
  ): Promise<string> {
    const incoming = sampleIncoming({ remoteId: `in-${name}`, conversationId });
    const { item } = await this.ledger.accept(incoming);
    const turnId = `turn-${name}`;
    const reply = sampleReply({ id: name, text: name, at: startAt, turnId, conversationId });
    await this.ledger.completeTurn({
      ...{ inboxId: item.id, reply, turn: sampleTurn({ turnId }) },
      dispatch: sampleDispatch(`key-${name}`, name.split('\n\n'), expiresAt),
    });
    return name;
  }

  /** Ends everything, as at the end of a run. */
  async end(): Promise<void> {
    this.controller.abort(new DOMException('closed', 'AbortError'));
    await Promise.all([this.inbox.idle(), this.outbox.idle()]);
  }
}
