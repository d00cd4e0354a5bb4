import type { Channel } from '../../shared/thread.ts';
import type { Turn, TurnStage } from '../../shared/turns.ts';
import { answerMs, quantile, spansOf } from './turn-figures.ts';

/** Of the turns of one stretch of time; milliseconds. */
export type TrendPoint = {
  /** When the stretch begins, epoch ms. */
  readonly at: number;
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
};

/** How long one part of a turn took over time; `answer`: from the known words to the first words out. */
export type Trend = {
  readonly of: 'answer' | TurnStage;
  readonly points: readonly TrendPoint[];
};

export type Trends = {
  /** The length of a stretch, in milliseconds. */
  readonly stepMs: number;
  readonly fromAt: number;
  readonly toAt: number;
  readonly trends: readonly Trend[];
};

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const steps = [minute, 5 * minute, 15 * minute, hour, 6 * hour, day, 7 * day, 30 * day];
/** More of them cannot be told apart in a narrow window. */
const maxPoints = 30;
const parts: readonly Trend['of'][] = [
  ...(['answer', 'transcriptAt', 'modelAskedAt', 'firstTokenAt'] as const),
  ...(['firstSentenceAt', 'firstSentAt', 'doneAt'] as const),
];

/** The turns of a channel (null: of all) over time; null where there are none. Stretches without any are left out. */
export function trendsOf(all: readonly Turn[], channel: Channel | null): Trends | null {
  const turns = all.flatMap((turn) => {
    const at = turn.receivedAt ?? turn.transcriptAt;
    return at === null || (channel !== null && turn.channel !== channel) ? [] : [{ at, turn }];
  });
  if (turns.length === 0) return null;
  const instants = turns.map(({ at }) => at);
  const [first, last] = [Math.min(...instants), Math.max(...instants)];
  const stepMs = steps.find((step) => (last - first) / step < maxPoints) ?? 30 * day;
  const fromAt = Math.floor(first / stepMs) * stepMs;
  const stretches = Map.groupBy(turns, ({ at }) => Math.floor((at - fromAt) / stepMs));
  const inOrder = [...stretches].toSorted(([a], [b]) => a - b);
  const trends = parts.flatMap((of): readonly Trend[] => {
    const points = inOrder.flatMap(([index, some]) => {
      const took = some.flatMap(({ turn }) => tookMs(turn, of) ?? []).toSorted((a, b) => a - b);
      if (took.length === 0) return [];
      const [p50, p95] = [quantile(took, 0.5), quantile(took, 0.95)];
      return [{ at: fromAt + index * stepMs, count: took.length, p50, p95 }];
    });
    return points.length === 0 ? [] : [{ of, points }];
  });
  return { stepMs, fromAt, toAt: last, trends };
}

function tookMs(turn: Turn, of: Trend['of']): number | null {
  if (of === 'answer') return answerMs(turn);
  return spansOf(turn).find(({ to }) => to === of)?.ms ?? null;
}
