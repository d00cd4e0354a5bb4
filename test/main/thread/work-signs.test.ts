import { beforeEach, describe, expect, test } from 'vitest';
import { Emitter } from '../../../main/base/emitter.ts';
import { Gate } from '../../../main/base/gate.ts';
import { silentLogger } from '../../../main/base/log.ts';
import type { ThreadNews } from '../../../main/thread/news.ts';
import type { WorkSign } from '../../../main/thread/channel-ports.ts';
import { WorkSigns } from '../../../main/thread/work-signs.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';
import { NetworkError } from '../../../shared/errors.ts';
import { FakeChannel } from '../../fakes/fake-channel.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { sampleReply } from '../../fakes/thread-samples.ts';

type Sent = WorkSign & { readonly atMs: number; readonly conversationId: string };

class Scene {
  readonly clock = new FakeClock(0);
  readonly news = new Emitter<ThreadNews>();
  readonly gate = new Gate(true);
  readonly sent: Sent[] = [];
  readonly controller = new AbortController();
  /** What the service does with a sign. */
  answer: () => Promise<boolean> = () => Promise.resolve(true);
  most = 0;
  #inFlight = 0;

  constructor() {
    const channel = Object.assign(new FakeChannel(), {
      signWork: async (conversationId: string, sign: WorkSign): Promise<boolean> => {
        this.sent.push({ ...sign, conversationId, atMs: this.clock.now() });
        this.#inFlight += 1;
        this.most = Math.max(this.most, this.#inFlight);
        try {
          return await this.answer();
        } finally {
          this.#inFlight -= 1;
        }
      },
    });
    const desk = new FakeChannel('desktop', false);
    const { news, gate, clock } = this;
    const deps = { channels: [channel, desk], gate, news, clock, log: silentLogger };
    new WorkSigns({ ...deps, random: () => 0.5 }, this.controller.signal).start();
  }

  begin(reply: ThreadMessage = draft): void {
    this.news.emit({ type: 'reply-started', messageId: 'in-1', reply });
  }

  save(delivery: ThreadMessage['delivery'], reply: ThreadMessage = draft): void {
    this.news.emit({ type: 'message-saved', message: { ...reply, delivery } });
  }

  get kinds(): readonly string[] {
    return this.sent.map(({ kind, lastsMs }) => `${kind} ${lastsMs}`);
  }
}

const draft = sampleReply({ text: '', delivery: 'sending' });
let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});

test('shows the work from beat to beat until the reply is out, and takes it back', async () => {
  scene.begin();
  await scene.clock.advanceAsync(2000);
  scene.news.emit({ type: 'reply-grown', replyId: draft.id, text: 'No' });
  await scene.clock.advanceAsync(1500);
  scene.save('queued');
  scene.news.emit({ type: 'reply-finished', messageId: 'in-1', reply: draft });
  scene.save('sending');
  await scene.clock.advanceAsync(1500);
  scene.save('sent');
  await scene.clock.advanceAsync(60_000);

  expect(scene.sent.map(({ atMs }) => atMs)).toEqual([300, 1800, 3300, 4800, 5000]);
  expect(scene.kinds).toEqual([
    ...['thinking 4000', 'thinking 4000', 'typing 4000', 'typing 4000', 'typing 500'],
  ]);
  expect(scene.sent[0]).toMatchObject({ conversationId: 'conversation-1', messageId: 'remote-1' });
  expect(scene.clock.pending).toBe(0);
});

test('tells that something takes long', async () => {
  scene.begin();
  scene.news.emit({ type: 'reply-working', replyId: draft.id });
  await scene.clock.advanceAsync(300);

  expect(scene.kinds).toEqual(['tool_call 4000']);
});

test('shows nothing for an answer that is there at once', async () => {
  scene.begin();
  await scene.clock.advanceAsync(299);
  scene.save('sent');
  await scene.clock.advanceAsync(60_000);

  expect(scene.sent).toEqual([]);
  expect(scene.clock.pending).toBe(0);
});

describe('ends', () => {
  const ends: readonly [string, () => void][] = [
    [
      'with a turn that failed',
      () => scene.news.emit({ type: 'reply-dropped', messageId: 'in-1', replyId: draft.id }),
    ],
    ['with a reply that failed', () => scene.save('failed')],
    ['with a reply of which nobody knows', () => scene.save('unknown')],
    [
      'when the reply has to be tried again',
      () => {
        scene.save('sending');
        scene.save('queued');
      },
    ],
  ];
  test.each(ends)('%s', async (_name, end) => {
    scene.begin();
    await scene.clock.advanceAsync(400);
    end();
    await scene.clock.advanceAsync(60_000);

    expect(scene.kinds).toEqual(['thinking 4000', 'thinking 500']);
  });

  test('when a reply that is written does not get out', async () => {
    scene.begin();
    scene.news.emit({ type: 'reply-finished', messageId: 'in-1', reply: draft });
    await scene.clock.advanceAsync(120_000);

    expect(scene.sent.at(-1)).toMatchObject({ lastsMs: 500 });
    expect(scene.sent.at(-1)?.atMs).toBeLessThan(32_000);
    expect(scene.clock.pending).toBe(0);
  });

  test('with the app, without a word', async () => {
    scene.begin();
    await scene.clock.advanceAsync(400);
    scene.controller.abort(new DOMException('closed', 'AbortError'));
    await scene.clock.advanceAsync(60_000);

    expect(scene.kinds).toEqual(['thinking 4000']);
    expect(scene.clock.pending).toBe(0);
  });
});

test('one that hangs is neither overtaken nor repeated', async () => {
  const hanging = Promise.withResolvers<boolean>();
  scene.answer = () => hanging.promise;
  scene.begin();
  await scene.clock.advanceAsync(10_000);
  scene.save('sent');
  await scene.clock.advanceAsync(10_000);
  expect(scene.kinds).toEqual(['thinking 4000']);

  hanging.resolve(true);
  await scene.clock.advanceAsync(0);

  expect(scene.kinds).toEqual(['thinking 4000', 'thinking 500']);
  expect(scene.most).toBe(1);
});

test('one that is lost does not end the signs; one that is refused does', async () => {
  scene.answer = () => Promise.reject(new NetworkError('X', 'Lost.'));
  scene.begin();
  await scene.clock.advanceAsync(2000);
  expect(scene.sent).toHaveLength(2);

  scene.answer = () => Promise.resolve(false);
  await scene.clock.advanceAsync(60_000);
  scene.save('sent');
  await scene.clock.advanceAsync(1000);

  expect(scene.sent).toHaveLength(3);
});

test('nothing is shown while paused, and again after that', async () => {
  scene.gate.shut();
  scene.begin();
  await scene.clock.advanceAsync(10_000);
  expect(scene.sent).toEqual([]);

  scene.gate.open();
  await scene.clock.advanceAsync(2000);
  scene.gate.shut();
  const before = scene.sent.length;
  scene.save('sent');
  await scene.clock.advanceAsync(10_000);

  expect(before).toBeGreaterThan(0);
  expect(scene.sent).toHaveLength(before);
});

test('conversations are shown side by side, and the desk not at all', async () => {
  scene.begin();
  scene.begin({ ...draft, id: 'reply-2', conversationId: 'conversation-2' });
  scene.begin({ ...draft, id: 'reply-3', channel: 'desktop' });
  await scene.clock.advanceAsync(300);

  expect(scene.sent.map(({ conversationId }) => conversationId)).toEqual([
    ...['conversation-1', 'conversation-2'],
  ]);
});

test('a turn that follows at once goes on with the signs of the one before', async () => {
  scene.begin();
  await scene.clock.advanceAsync(400);
  scene.begin({ ...draft, id: 'reply-2', replyTo: 'remote-2' });
  scene.save('sent');
  await scene.clock.advanceAsync(1500);
  scene.save('sent', { ...draft, id: 'reply-2' });
  await scene.clock.advanceAsync(10_000);

  expect(scene.sent.map(({ messageId }) => messageId)).toEqual([
    ...['remote-1', 'remote-2', 'remote-2'],
  ]);
  expect(scene.sent.at(-1)).toMatchObject({ lastsMs: 500 });
});
