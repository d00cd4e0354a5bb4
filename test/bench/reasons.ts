/** Why a row misses its goal, and what was tried: by how its name begins. Shown for rows that miss, and for no others. */
const reasons: readonly (readonly [begin: string, reason: string])[] = [
  [
    'window: open, 50000 messages, our own part',
    'The thread costs nothing: a page with 20 messages takes as long. By its profile some 30 ms run our script for the first time, some 45 connect and bring the messages, and the rest draws seventeen rows, a quarter of that formatted words. Keeping the translated code saved about 100 ms; half the messages and formats of times that are made once came on top. Opening the connection from a small first script gained nothing.',
  ],
  [
    'window: 200 updates/s while typing, key → paint',
    'In the median it is 7 ms, and a frame is 16.7 ms. The growing answer is read anew as a whole in each frame, which the slowest keys meet.',
  ],
  [
    'window: scroll, 400 px a frame, longest frame',
    'One or few frames of 300; not traced to their cause. Formats of times are made once now instead of with each row.',
  ],
];

/** Null where nobody has looked into it yet. */
export function reasonFor(name: string): string | null {
  return reasons.find(([begin]) => name.startsWith(begin))?.[1] ?? null;
}
