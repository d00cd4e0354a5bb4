import { points, randomPoints } from './points.ts';
import type { Point } from './points.ts';

/** One death to come. */
export type Kill = {
  readonly number: number;
  readonly point: Point;
  /** Which of the times the scene comes by the point, from 1. */
  readonly count: number;
  /** 0 (inclusive) to 1 (exclusive); its own, so that a lane does not depend on the others. */
  readonly random: () => number;
};

/** Of the kills beyond one for each point, this part is at random instants. */
const randomPart = 0.25;

/** A repeatable source of numbers from 0 (inclusive) to 1 (exclusive): mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Every named point about equally often, and random instants; in an order that the seed decides. `only` leaves out what
 * has not these words in its name.
 */
export function planKills(kills: number, seed: number, only = ''): readonly Kill[] {
  const random = seeded(seed);
  const named = points.filter(({ name }) => name.includes(only));
  const anywhere = randomPoints.filter(({ name }) => name.includes(only));
  const atRandom = Math.max(0, Math.round((kills - named.length) * randomPart));
  const chosen = Array.from({ length: kills }, (_, index) => {
    const among = index < kills - atRandom || anywhere.length === 0 ? named : anywhere;
    return among[index % among.length];
  }).filter((point) => point !== undefined);
  return shuffle(chosen, random).map((point, index) => ({
    number: index + 1,
    point,
    count: 1 + Math.floor(random() * point.times),
    random: seeded(Math.floor(random() * 2 ** 32)),
  }));
}

/** Kills for each lane, in turn. */
export function share<T>(kills: readonly T[], lanes: number): readonly (readonly T[])[] {
  return Array.from({ length: lanes }, (_, lane) =>
    kills.filter((_kill, index) => index % lanes === lane),
  );
}

function shuffle<T>(all: readonly T[], random: () => number): readonly T[] {
  return all
    .map((one) => ({ one, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ one }) => one);
}
