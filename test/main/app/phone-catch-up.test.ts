import { expect, onTestFinished, test, vi } from 'vitest';
import { openCatchUp } from '../../../main/app/phone-catch-up.ts';
import { Emitter } from '../../../main/base/emitter.ts';
import { Gate } from '../../../main/base/gate.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { Scope } from '../../../main/base/scope.ts';
import type { ThreadNews } from '../../../main/thread/news.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { endedCall, own, openAwayScene, startAt } from '../call/away/away-scene.ts';

const hour = 3_600_000;

test.each([-24 * hour, -2 * hour, 0, 2 * hour])(
  'a missed call is told though the service’s clock is %i ms ahead of ours',
  async (aheadMs) => {
    const { deps, history, kept } = openAwayScene();
    const policy = () => ({
      ...({ inbound: 'everyone', allow: [], ownNumbers: [own] } as const),
      hasMailbox: () => false,
    });
    const clock = new FakeClock(startAt - aheadMs);
    let look = (): void => {};
    const voipBin = {
      ...{ history, ready: new Gate(true), time: { of: (at: number) => at + aheadMs } },
      onEvent: (listener: (event: { type: 'resynced' }) => void) => {
        look = () => listener({ type: 'resynced' });
        return () => {};
      },
    };
    const scope = new Scope();
    onTestFinished(async () => void (await scope.close()));
    const news = new Emitter<ThreadNews>();
    const begun = vi.spyOn(history, 'textsSince');
    openCatchUp({ voipBin, store: deps.book, policy, news, clock, log: silentLogger }, scope)();
    await vi.waitUntil(() => begun.mock.calls.length === 1, { timeout: 40_000 });
    clock.advance(5000);
    history.calls.push(endedCall('a', 4000));
    look();
    await vi.waitUntil(() => begun.mock.calls.length === 2, { timeout: 40_000 });

    expect(kept()).toMatchObject([{ callId: 'a' }]);
  },
);
