import { describe, expect, test } from 'vitest';
import { meterCalls } from '../../../../main/app/meters/call-meters.ts';
import { joinMeters } from '../../../../main/app/meters/meters.ts';
import type { CallUse } from '../../../../main/app/meters/prices.ts';
import type { ChosenModel } from '../../../../main/app/model-choice.ts';
import { Emitter } from '../../../../main/base/emitter.ts';
import { silentLogger } from '../../../../main/base/log.ts';
import type { ThreadNews } from '../../../../main/thread/news.ts';
import { Scope } from '../../../../main/base/scope.ts';
import { noPrices } from '../../../../shared/meters.ts';
import { defaultSettings } from '../../../../shared/settings.ts';
import type { Settings } from '../../../../shared/settings.ts';
import type { ThreadMessage } from '../../../../shared/thread.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { openMemoryLedger } from '../../../fakes/memory-ledger.ts';

const chosen: ChosenModel = {
  ...{ provider: 'openai', model: 'small', url: null, name: 'small (OpenAI)', fault: null },
  ...{ keyName: 'llm-key', setting: 'llm.model', prices: null, limits: null },
};
const prices = {
  ...noPrices,
  ...{ models: { 'openai/small': { input: 1, output: 10 } }, callMinute: 0.5, ttsMillion: 100 },
};

/** A quarter to midnight in Berlin. */
const late = Date.UTC(2026, 10, 20, 22, 45);

function scene(settings: Partial<Settings> = {}, ledger = openMemoryLedger()) {
  const clock = new FakeClock(late);
  const all = { ...defaultSettings, 'agent.timeZone': 'Europe/Berlin', ...settings };
  const scope = new Scope();
  const news = new Emitter<ThreadNews>();
  const told: ThreadMessage[] = [];
  news.on((one) => one.type === 'message-saved' && told.push(one.message));
  const ground = { settings: all, store: ledger, news, clock, log: silentLogger };
  const meters = joinMeters(ground, scope);
  const use = (inputTokens: number, outputTokens = 0, isEstimated = false): void =>
    meters.used(chosen, { channel: 'phone', inputTokens, outputTokens, isEstimated });
  return { ledger, clock, scope, meters, told, use };
}

const untilKept = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('meters', () => {
  test('add up by day, channel and model, with what they cost, and are kept a little later', async () => {
    const { ledger, clock, use, scope } = scene({ 'meters.prices': prices });
    use(1000, 100);
    use(500, 50, true);
    expect(await ledger.readMeters({ since: '' })).toEqual([]);
    await clock.advanceAsync(5000);
    const row = {
      ...{ day: '2026-11-20', channel: 'phone', kind: 'model', name: 'openai/small' },
      ...{ currency: 'USD', requests: 2, input: 1500, output: 150, estimated: 550 },
      cost: expect.closeTo(0.003, 9) as number,
    };
    expect(await ledger.readMeters({ since: '' })).toEqual([row]);
    use(1);
    await scope.close();
    expect(await ledger.readMeters({ since: '' })).toMatchObject([{ requests: 3, input: 1501 }]);
  });

  test('begin a new day at midnight of the agent, and forget nothing of the old one', async () => {
    const { clock, use, meters } = scene({ 'meters.tokensPerDay': 1000, 'meters.onCap': 'stop' });
    use(1000);
    expect(meters.refusal(chosen, 0)).toMatchObject({ code: 'LLM_CAP', kind: 'refused' });
    clock.advance(15 * 60_000);
    expect(meters.refusal(chosen, 0)).toBeNull();
    use(10);
    const { rows, tokensToday, today } = await meters.report(2);
    expect({ today, tokensToday }).toEqual({ today: '2026-11-21', tokensToday: 10 });
    expect(rows.map(({ day, input }) => [day, input])).toEqual([
      ['2026-11-21', 10],
      ['2026-11-20', 1000],
    ]);
    expect((await meters.report(1)).rows).toHaveLength(1);
  });

  test('know after a start what was used before it', async () => {
    const first = scene({ 'meters.tokensPerDay': 1000 });
    first.use(800);
    await first.scope.close();
    const settings = { 'meters.tokensPerDay': 1000, 'meters.onCap': 'stop' } as const;
    const { meters, use } = scene(settings, first.ledger);
    await meters.report(1);
    use(200);
    expect(meters.refusal(chosen, 0)?.message).toContain('1000 of 1000 tokens');
  });

  test('are known again where they could not be read, and where the clock was set back', async () => {
    const first = scene();
    first.use(800);
    await first.scope.close();
    first.ledger.failNext('readMeters');
    const settings = { 'meters.tokensPerDay': 1000, 'meters.onCap': 'stop' } as const;
    const { clock, meters, use } = scene(settings, first.ledger);
    use(100);
    await clock.advanceAsync(5000);
    use(100);
    expect(meters.refusal(chosen, 0)).toMatchObject({ code: 'LLM_CAP' });

    clock.advance(24 * 3_600_000);
    expect(meters.refusal(chosen, 0)).toBeNull();
    await clock.advanceAsync(5000);
    clock.setNow(late);
    expect((await meters.report(1)).tokensToday).toBe(1000);
    expect(meters.refusal(chosen, 0)).toMatchObject({ code: 'LLM_CAP' });
  });

  test('are not lost when the disk fails once', async () => {
    const { ledger, clock, use } = scene();
    ledger.failNext('addMeters');
    use(7);
    await clock.advanceAsync(5000);
    use(1);
    await clock.advanceAsync(5000);
    expect(await ledger.readMeters({ since: '' })).toMatchObject([
      { requests: 2, input: 8, currency: '', cost: 0 },
    ]);
  });

  test('keep a price of the model itself, in its own currency', async () => {
    const { meters } = scene({ 'meters.prices': prices });
    const own = { ...chosen, prices: { input: 2, output: 2, currency: 'EUR' } };
    const use = { channel: 'desktop', outputTokens: 0, isEstimated: false } as const;
    meters.used(own, { ...use, inputTokens: 1_000_000 });
    const { rows, costToday, currency } = await meters.report(1);
    expect(rows).toMatchObject([{ currency: 'EUR', cost: 2 }]);
    expect({ costToday, currency }).toEqual({ costToday: 0, currency: 'USD' });
  });
});

describe('limits of the day', () => {
  const money = { 'meters.prices': prices, 'meters.capPerDay': 1 } as const;

  test('are told in the thread once near, once reached, also over a restart', async () => {
    const { use, told, scope, ledger } = scene(money);
    use(700_000);
    await untilKept();
    expect(told).toEqual([]);
    for (let count = 0; count < 20; count += 1) use(20_000);
    await scope.close();
    expect(told.map(({ text }) => text.split('.')[0])).toEqual([
      'The limit of the day is near: 0',
      'The limit of the day is reached: 1',
    ]);
    expect(told[0]).toMatchObject({ channel: 'system', direction: 'out', principal: 'owner' });
    const again = scene(money, ledger);
    await again.meters.report(1);
    again.use(1000);
    await again.scope.close();
    expect(again.told).toEqual([]);
  });

  test.each([
    ['warn', [false, false]],
    ['downgrade', [true, false]],
    ['stop', [true, true]],
  ] as const)('%s: whom they hold back', (onCap, expected) => {
    const { use, meters } = scene({ ...money, 'meters.onCap': onCap });
    use(999_999);
    expect(meters.refusal(chosen, 0)).toBeNull();
    use(2);
    expect([0, 1].map((place) => meters.refusal(chosen, place) !== null)).toEqual(expected);
  });

  test('are not passed by many questions at once', () => {
    const settings = { 'meters.tokensPerDay': 1000, 'meters.onCap': 'stop' } as const;
    const { meters, use } = scene(settings);
    use(300);
    const ended = meters.asked(chosen, { channel: 'phone', inputTokens: 800 });
    expect(meters.refusal(chosen, 0)).toMatchObject({ code: 'LLM_CAP' });
    use(100);
    ended();
    expect(meters.refusal(chosen, 0)).toBeNull();
  });

  test('of one model hold back that one alone', () => {
    const { meters } = scene();
    const limited: ChosenModel = {
      ...{ ...chosen, prices: { input: 1, output: 1, currency: 'EUR' } },
      limits: { contextTokens: null, outputTokens: null, costPerDay: 0.5 },
    };
    meters.used(limited, {
      ...{ channel: 'desktop', inputTokens: 500_000, outputTokens: 0, isEstimated: false },
    });
    expect(meters.refusal(limited, 1)).toMatchObject({ code: 'LLM_CAP' });
    expect(meters.refusal(chosen, 0)).toBeNull();
  });

  test('of nothing are reached before the first question', () => {
    const { meters } = scene({ 'meters.tokensPerDay': 0, 'meters.onCap': 'stop' });
    expect(meters.refusal(chosen, 0)).toMatchObject({ code: 'LLM_CAP' });
  });
});

describe('what a call uses', () => {
  test('is counted once, however often it is told, and costs what is set', async () => {
    const { meters, ledger, clock, scope } = scene({ 'meters.prices': prices });
    const calls = meters.ofCalls(ledger);
    const answeredAt = clock.now();
    const mark = { callId: 'c1', answeredAt, transcribedMs: 0, spokenCharacters: 100 };
    await calls.meterCall(mark);
    clock.advance(60_000);
    await calls.meterCall({ ...mark, transcribedMs: 60_000, spokenCharacters: 1000 });
    const end = { endedAt: answeredAt + 120_000, outcome: null, endedBy: '' } as const;
    const last = { answeredAt, transcribedMs: 110_000, spokenCharacters: 5000 };
    await calls.endCall({ callId: 'c1', ...end, meters: last });
    await scope.close();
    expect(await ledger.readMeters({ since: '' })).toMatchObject([
      { kind: 'call', name: 'voipbin', requests: 1, input: 120_000, cost: 1, currency: 'USD' },
      { kind: 'stt', name: 'voipbin', input: 110_000, cost: 0, currency: '' },
      { kind: 'tts', name: 'elevenlabs', input: 5000, cost: 0.5, currency: 'USD' },
    ]);
  });

  test('never runs backwards, and an unanswered call uses nothing', async () => {
    const uses: CallUse[] = [];
    const inner = { meterCall: () => Promise.resolve(null), endCall: () => Promise.resolve(null) };
    const calls = meterCalls(inner, { now: () => 1000, onUse: (use) => uses.push(use) });
    await calls.meterCall({ callId: 'a', answeredAt: null, transcribedMs: 5, spokenCharacters: 5 });
    const mark = { callId: 'b', answeredAt: 0, transcribedMs: 900, spokenCharacters: 9 };
    await calls.meterCall(mark);
    await calls.meterCall({ ...mark, transcribedMs: 100, spokenCharacters: 1 });
    await calls.endCall({ callId: 'b', endedAt: 500, outcome: null, endedBy: '', meters: null });
    const first = { transcribedMs: 900, spokenCharacters: 9, connectedMs: 1000, calls: 1 };
    const none = { transcribedMs: 0, spokenCharacters: 0, connectedMs: 0, calls: 0 };
    expect(uses).toEqual([first, none]);
  });
});
