import { describe, expect, onTestFinished, test } from 'vitest';
import { NetworkError } from '../../../shared/errors.ts';
import type { CallView } from '../../../shared/call-status.ts';
import { callViewSchema } from '../../../shared/call-status.ts';
import { Gate } from '../../../main/base/gate.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { CallsView } from '../../../main/app/calls-view.ts';
import { CallDesk } from '../../../main/call/call-desk.ts';
import type { CallRecord, Party } from '../../../main/call/ports.ts';
import { createSpeechCutter } from '../../../main/call/speakable.ts';
import { anyDay } from '../../fakes/any-day.ts';
import { noDials } from '../../fakes/no-dials.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { silentRecorder } from '../../fakes/silent-recorder.ts';
import { fakeOwner } from '../../fakes/call-owner.ts';
import { FakeTelephony } from '../../fakes/fake-telephony.ts';
import { callSettings } from '../call/call-scene.ts';

const party = (target: string): Party => ({ type: 'tel', target, name: '' });
const ringing: CallRecord = {
  ...{ id: 'call', direction: 'incoming', status: 'ringing' },
  ...{ from: party('+12025550123'), to: party('+12025550199') },
  ...{ hangup: null, createdAt: null, answeredAt: null, endedAt: null },
};

/** A view of a desk that takes every call, and all that it published. */
function openView() {
  const telephony = new FakeTelephony();
  const clock = new FakeClock();
  const end = new AbortController();
  const desk = new CallDesk(
    {
      ...{ telephony, clock, log: silentLogger, gate: new Gate(true) },
      settings: callSettings,
      policy: () => ({
        inbound: 'everyone',
        allow: [],
        ownNumbers: ['+12025550199'],
        hasMailbox: () => false,
      }),
      guard: () => {},
      ...{
        source: '+12025550199',
        maxConcurrentCalls: 2,
        day: anyDay,
        dials: noDials,
        ...fakeOwner(clock),
      },
      replies: {
        async *ask() {
          yield 'Yes.';
        },
      },
      recorder: silentRecorder,
      createCutter: () => createSpeechCutter({ language: 'en-US' }),
      book: { begin: () => {}, end: () => {}, beginOther: () => {}, endOther: () => {} },
    },
    end.signal,
  );
  const view = new CallsView(desk, clock);
  onTestFinished(() => view.close());
  const published: { readonly at: number; readonly views: readonly CallView[] }[] = [];
  view.changed.on((views) => published.push({ at: clock.now(), views }));
  const status = (now: CallRecord['status'], more: Partial<CallRecord> = {}): void =>
    telephony.tell({ type: 'call-changed', call: { ...ringing, ...more, status: now } });
  return { telephony, clock, desk, view, published, status };
}

type Opened = ReturnType<typeof openView>;

async function answer({ status, clock, telephony }: Opened): Promise<string> {
  status('ringing');
  status('progressing');
  await clock.advanceAsync(1000);
  return [...telephony.transcriptions.keys()][0] ?? '';
}

test('captions are published at most ten times a second, and the last one is never left out', async () => {
  const opened = openView();
  const transcriptionId = await answer(opened);
  opened.published.length = 0;
  for (let count = 1; count <= 100; count += 1) {
    const text = `${'word '.repeat(count)}end`;
    opened.telephony.tell({ type: 'speech-interim', transcriptionId, direction: 'in', text });
    await opened.clock.advanceAsync(20);
  }
  await opened.clock.advanceAsync(100);
  const times = opened.published.map(({ at }) => at);
  const gaps = times.slice(1).map((at, place) => at - (times[place] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(100);
  expect(times.length).toBeGreaterThan(15);
  const text = opened.published.at(-1)?.views[0]?.captions.at(-1)?.text ?? '';
  expect(text.split(' ')).toHaveLength(101);
});

test('what changes nothing to look at is not published', async () => {
  const opened = openView();
  await answer(opened);
  const before = opened.published.length;
  for (let count = 0; count < 5; count += 1) {
    opened.status('progressing');
    await opened.clock.advanceAsync(200);
  }
  expect(opened.published).toHaveLength(before);
});

test('every view is as the contract has it', async () => {
  const opened = openView();
  await answer(opened);
  opened.desk.handOver('call', { type: 'extension', target: '100', name: '' }, null);
  await opened.clock.advanceAsync(10_000);
  expect(opened.view.views.map((one) => callViewSchema.parse(one))).toMatchObject([
    { state: 'live', answered: true, handOver: { target: 'extension 100', step: 'calling' } },
  ]);
});

describe('a call that is over', () => {
  test('says whether it was ever answered, and stays in sight for 15 seconds', async () => {
    const opened = openView();
    opened.status('ringing');
    opened.status('ended');
    await opened.clock.advanceAsync(100);
    expect(opened.view.views).toMatchObject([{ state: 'over', answered: false }]);
    await opened.clock.advanceAsync(14_000);
    expect(opened.view.views).toHaveLength(1);
    await opened.clock.advanceAsync(1100);
    expect(opened.view.views).toEqual([]);
    expect(opened.published.at(-1)?.views).toEqual([]);
  });

  test('was answered if it was live before', async () => {
    const opened = openView();
    await answer(opened);
    opened.status('ended');
    await opened.clock.advanceAsync(100);
    expect(opened.view.views).toMatchObject([{ state: 'over', answered: true }]);
  });
});

describe('a transcription that fails', () => {
  /** The troubles that were shown, in order, while so many attempts failed. */
  async function failing(times: number): Promise<readonly unknown[]> {
    const opened = openView();
    const fail = (): void =>
      void opened.telephony.failures.set('open-transcription', new NetworkError('X', 'No.', {}));
    fail();
    opened.status('ringing');
    opened.status('progressing');
    for (let count = 1; count < times; count += 1) {
      await opened.clock.advanceAsync(10);
      fail();
      await opened.clock.advanceAsync(1000 * 2 ** (count - 1));
    }
    await opened.clock.advanceAsync(20_000);
    const shown = opened.published.map(({ views }) => views[0]?.trouble ?? null);
    return shown.filter((trouble, place) => trouble !== shown[place - 1]);
  }

  test('once is no trouble to warn of', async () => {
    expect(await failing(1)).toEqual([null]);
  });

  test('again and again is shown without a flicker, and gone when it works again', async () => {
    expect(await failing(4)).toEqual([null, 'cannot-hear', null]);
  });
});
