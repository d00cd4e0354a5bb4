import type { Channel } from '../../shared/thread.ts';
import type { Turn, TurnStage } from '../../shared/turns.ts';

/** The stages of a turn in the order in which they come. */
const order: readonly TurnStage[] = [
  'receivedAt',
  'transcriptAt',
  'modelAskedAt',
  'firstTokenAt',
  'firstSentenceAt',
  'firstSentAt',
  'doneAt',
];

/** One part of the time of a turn; `startMs` from its beginning. */
export type Span = {
  readonly from: TurnStage;
  readonly to: TurnStage;
  readonly startMs: number;
  readonly ms: number;
};

/** From each stage that happened to the next one. */
export function spansOf(turn: Turn): readonly Span[] {
  const known = order.flatMap((stage) => {
    const at = turn[stage];
    return at === null ? [] : [{ stage, at }];
  });
  const begin = known[0]?.at ?? 0;
  return known.slice(1).map(({ stage, at }, index) => {
    const before = known[index] ?? { stage, at };
    return {
      from: before.stage,
      to: stage,
      startMs: before.at - begin,
      ms: Math.max(0, at - before.at),
    };
  });
}

/** Milliseconds from the known words of the other side to the first words out; null where there were none. */
export function answerMs({ transcriptAt, receivedAt, firstSentAt }: Turn): number | null {
  const from = transcriptAt ?? receivedAt;
  return from === null || firstSentAt === null ? null : Math.max(0, firstSentAt - from);
}

export type ChannelFigures = {
  readonly channel: Channel;
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
};

/** How long answers take, by channel; channels without any are left out. */
export function figuresOf(turns: readonly Turn[]): readonly ChannelFigures[] {
  const channels = [...new Set(turns.map(({ channel }) => channel))];
  return channels.flatMap((channel) => {
    const all = turns
      .filter((turn) => turn.channel === channel)
      .flatMap((turn) => answerMs(turn) ?? [])
      .toSorted((a, b) => a - b);
    if (all.length === 0) return [];
    return [{ channel, count: all.length, p50: quantile(all, 0.5), p95: quantile(all, 0.95) }];
  });
}

/** The smallest value that so large a share of all does not exceed. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/** From the beginning to the last known stage, in milliseconds. */
export function totalOf(spans: readonly Span[]): number {
  const last = spans.at(-1);
  return last ? last.startMs + last.ms : 0;
}

/** For people; `ms` in milliseconds. */
export function durationText(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}
