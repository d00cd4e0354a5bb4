import { afterEach, beforeEach, expect, test } from 'vitest';
import { InboxRunner } from '../../../main/thread/inbox-runner.ts';
import { TurnRunner } from '../../../main/thread/turn-runner.ts';
import { Emitter } from '../../../main/base/emitter.ts';
import { Gate } from '../../../main/base/gate.ts';
import { silentLogger } from '../../../main/base/log.ts';
import type { ThreadNews } from '../../../main/thread/news.ts';
import { FakeAgent } from '../../fakes/fake-agent.ts';
import { json } from '../../fakes/local-server.ts';
import { sampleIncoming } from '../../fakes/thread-samples.ts';
import { ChannelScene } from './channel-scene.ts';
import { ids, wireMessage } from './fixtures.ts';

/** The inbox over the real channel, which asks a scripted service. */
class Scene extends ChannelScene {
  readonly agent = new FakeAgent();
  readonly inbox: InboxRunner;
  /** Looks that are under way. */
  #looks = 0;

  constructor() {
    super();
    const examine = this.channel.examine.bind(this.channel);
    this.channel.examine = async (item, signal) => {
      this.#looks += 1;
      return examine(item, signal).finally(() => (this.#looks -= 1));
    };
    const { ledger, agent, clock } = this;
    const news = new Emitter<ThreadNews>();
    const shared = { ledger, news, clock, log: silentLogger };
    const turns = new TurnRunner({ ...shared, agent, outbox: { send: () => {} } });
    this.inbox = new InboxRunner(
      { ...shared, turns, channels: [this.channel], gate: new Gate(true) },
      this.controller.signal,
    );
  }

  says(change: Record<string, unknown>): void {
    const message = wireMessage({ updated_at: null, ...change });
    this.routes.set('GET /v6/messages/', json(200, { message }));
  }

  accept() {
    const receivedAt = this.clock.now();
    return this.inbox.accept(sampleIncoming({ remoteId: ids.message, receivedAt }));
  }

  /** Passes time from look to look, each of which is a real request in which none passes; for how long, in milliseconds. */
  async lookOn(isOver: () => boolean): Promise<number> {
    const startAt = this.clock.now();
    while (!isOver()) {
      await new Promise(setImmediate);
      const { nextAt } = this.clock;
      // The connection has a timer of its own, ten minutes away.
      if (this.#looks === 0 && nextAt !== null && nextAt - this.clock.now() <= 5000) {
        this.clock.advance(nextAt - this.clock.now());
      }
    }
    return this.clock.now() - startAt;
  }

  get message() {
    return [...this.ledger.messages.values()][0];
  }
}

let scene: Scene;
beforeEach(async () => {
  scene = new Scene();
  await scene.open();
  await scene.connect();
});
afterEach(() => scene.close());

test('words that never come are waited for five minutes, and then somebody says so', async () => {
  scene.says({ content: null });
  await scene.accept();

  const waitedMs = await scene.lookOn(() => scene.message?.delivery === 'failed');

  expect(waitedMs).toBeGreaterThanOrEqual(300_000);
  expect(waitedMs).toBeLessThan(310_000);
  expect(scene.message?.reason).toBe('No transcript arrived within 5 minutes.');
  const [reply] = await scene.ledger.openOutbox();
  expect(reply?.text).toContain('did not reach me');
  expect(scene.agent.asked).toEqual([]);
});

test('words of long ago that never come are given a minute', async () => {
  scene.clock.setNow(scene.clock.now() + 3_600_000);
  scene.says({ content: null });
  await scene.accept();

  const waitedMs = await scene.lookOn(() => scene.message?.delivery === 'failed');

  expect(waitedMs).toBeGreaterThanOrEqual(60_000);
  expect(waitedMs).toBeLessThan(70_000);
});

test('words that come late are found at the next telling, without waiting for the next look', async () => {
  scene.says({ content: null });
  await scene.accept();
  await scene.lookOn(() => scene.times('GET /v6/messages/') >= 10);
  const at = scene.clock.now();
  scene.says({});

  await scene.accept();
  await scene.until(() => scene.agent.asked.length > 0);

  expect(scene.agent.heard).toEqual(['Please add the release notes to the wiki.']);
  expect(scene.clock.now()).toBe(at);
});

test.each(['deleted', 'canceled'])(
  'a message that is %s is waited for no longer',
  async (status) => {
    scene.says({ content: null });
    await scene.accept();
    await scene.lookOn(() => scene.times('GET /v6/messages/') >= 3);
    scene.says({ content: null, status });

    await scene.lookOn(() => scene.message?.delivery === 'ignored');

    expect(scene.message?.reason).toBe(`The message is ${status}.`);
    expect(await scene.ledger.openOutbox()).toEqual([]);
  },
);
