import type { Percentiles } from './percentiles.ts';
import type { Line } from './table.ts';

type Reason = {
  readonly begin: string;
  /** By how much it has been missed on an idle machine; beyond that something else is wrong. */
  readonly covers: (measured: Percentiles) => boolean;
  readonly text: string;
};

/** Why a row misses its goal, and what was tried: by how its name begins. Shown for rows that miss, and for no others. */
const reasons: readonly Reason[] = [
  {
    begin: 'window: open, 50000 messages, our own part',
    covers: ({ p95 }) => p95 <= 240,
    text: 'The thread costs little: a page with 20 messages takes nearly as long. The median keeps to the goal, what misses is the slowest tenth. By its profile some 30 ms run our script for the first time, some 40 connect and bring the messages, and the rest draws the rows in view, a quarter of that formatted words. Keeping the translated code saved about 100 ms; rows beyond the edge that come later, fields that are not measured, half the messages and formats of times that are made once came on top. Opening the connection from a first script, and sending the state unasked, gained nothing.',
  },
  {
    begin: 'window: 200 updates/s while typing, key → paint',
    covers: ({ p95 }) => p95 <= 22,
    text: 'In the median it is 7 ms, and a frame is 16.7 ms. The growing answer is read anew as a whole in each frame, which the slowest keys meet.',
  },
  {
    begin: 'window: 200 updates/s while typing, longest frame',
    covers: ({ p99 }) => p99 <= 84,
    text: 'One frame of 240, and not in every run: all of a reply was read anew with each piece of it, and 67 ms were seen. Since only its last part is, two runs had 33 and 50.',
  },
  {
    begin: 'window: scroll, 400 px a frame, longest frame',
    covers: ({ p99 }) => p99 <= 117,
    text: 'One or few frames of 300, at 24,000 pixels a second: each frame draws up to seven rows that were not there, half of them formatted, and measures them. Formats of times are made once now instead of with each row.',
  },
  {
    begin: 'webhook → durable → 2xx, 50 in parallel',
    covers: ({ p99 }) => p99 <= 75,
    text: 'All fifty wait for the same two cores: client, app and store; the median keeps to the goal. Slow ones come together, up to 200 of 3000, as if the app stood still for 40 to 80 ms: of four runs in one process one had none of these, and p99 of 29 ms. By its profile the main thread is busy for three quarters of the run, an eighth of that with garbage and another with writing answers; the thread of the store is busy for 70 % and mostly in commits. Keeping the log of changes from being copied back meanwhile lowered p99 by a quarter, on a busy machine; it would grow without end, so it is copied.',
  },
  {
    begin: 'end of turn → model asked',
    covers: ({ p95 }) => p95 <= 30,
    text: 'The median is a third to a half of the goal; what misses is the tail. Collecting young objects stopped the loop for 11 ms each (at most 44); in 2 MB instead of 16 it is 1.6 (at most 14), which brought p95 of ten calls from 14 to 9 ms in runs one after the other. With fifty calls beside their doubles on two cores, turns wait for each other.',
  },
  {
    begin: 'first sentence complete → say',
    covers: ({ p95 }) => p95 <= 26,
    text: 'As with the end of a turn: the median is a fifth of the goal, and the tail is other calls of the same instant.',
  },
  {
    begin: 'speech started → flush, 50 calls',
    covers: ({ p95 }) => p95 <= 26,
    text: 'Missed in one of three runs of an hour, by other calls of the same instant; with ten calls, as many as anybody has, the tail is half of the goal.',
  },
];

/** Null where nobody has looked into it yet, or not into so much. */
export function reasonFor(line: Line): string | null {
  return (
    reasons.find(({ begin, covers }) => line.name.startsWith(begin) && covers(line))?.text ?? null
  );
}
