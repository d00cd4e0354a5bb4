import { Gate } from '../../../main/base/gate.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { FeedReader } from '../../../main/carbonvoice/feed-reader.ts';
import type { FeedRow } from '../../../main/carbonvoice/feed-wire.ts';
import { CarbonVoiceFeed } from '../../../main/carbonvoice/feed.ts';
import type { FeedPlace } from '../../../main/carbonvoice/ports.ts';
import { ServiceTime } from '../../../main/base/service-time.ts';
import type { Examined } from '../../../main/thread/channel-ports.ts';
import { RemoteError } from '../../../shared/errors.ts';
import { sampleResolved } from '../../fakes/thread-samples.ts';
import { ThreadScene } from '../thread/thread-scene.ts';
import type { SceneOptions } from '../thread/thread-scene.ts';
import { page } from './feed-scene.ts';

type Utterance = {
  readonly looks?: readonly Examined[] | undefined;
  readonly conversationId?: string;
};

/** People who speak, a feed that holds it all, and deliveries and bells that may be lost or come in any order. */
export class OvertakingScene {
  readonly thread: ThreadScene;
  readonly ready = new Gate(true);
  /** What the service does when it is asked for the feed. */
  mood: 'well' | 'hangs' | 'fails' = 'well';
  readonly feed: CarbonVoiceFeed;
  readonly #rows: FeedRow[] = [];
  #place: FeedPlace | null = null;

  constructor(options: SceneOptions = {}) {
    this.thread = new ThreadScene(options);
    const { clock, channel, inbox } = this.thread;
    const log = silentLogger;
    const reader = new FeedReader({
      client: {
        reading: { updates: ({ cursor }) => this.#updates(Number(cursor)) },
        time: new ServiceTime(),
      },
      places: {
        readFeedPlace: () => Promise.resolve(this.#place),
        saveFeedPlace: ({ place }) => Promise.resolve(((this.#place = place), null)),
      },
      accept: (incoming) => inbox.acceptAll(incoming),
      ...{ clock, log },
    });
    const identity = { agentId: 'agent', agentName: '', ownerId: 'owner' };
    const connection = { ready: this.ready, linkedSince: 0, identity, check: () => {} };
    this.feed = new CarbonVoiceFeed({ reader, connection, isRung: () => true, clock, log });
    channel.upToDate = (signal) => this.feed.upToDate(signal);
  }

  async start(): Promise<void> {
    const { signal } = this.thread.controller;
    this.feed.run(signal).catch(() => 'ended');
    await this.thread.clock.advanceAsync(10_000);
  }

  /** Somebody says something, by default with words at once. A second passes. */
  async say(id: string, looks?: readonly Examined[]): Promise<void> {
    this.utter(id, { looks });
    await this.thread.clock.advanceAsync(1000);
  }

  /** Somebody says something; nothing tells of it. */
  utter(id: string, { looks, conversationId = 'conversation-1' }: Utterance = {}): void {
    const { clock, channel } = this.thread;
    const saidAt = clock.now();
    this.#rows.push({
      ...{ id, conversationId, creatorId: 'owner', status: 'active' },
      ...{ createdAt: saidAt, updatedAt: saidAt },
    });
    const resolved = sampleResolved({ text: id, conversationId });
    const steps = (looks ?? [{ type: 'ready', resolved }]).map((look): Examined =>
      look.resolved ? { ...look, resolved: { ...look.resolved, at: saidAt, saidAt } } : look,
    );
    channel.looks.set(
      id,
      steps.map((step) => () => step),
    );
  }

  #updates(from: number) {
    if (this.mood === 'hangs') return new Promise<never>(() => {});
    if (this.mood === 'fails') {
      return Promise.reject(new RemoteError('X', 'Broken.', { status: 503 }));
    }
    const nextCursor = String(this.#rows.length);
    return Promise.resolve(page(this.#rows.slice(from), { nextCursor }));
  }
}
