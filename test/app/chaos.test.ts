import { beforeAll, expect, test } from 'vitest';
import { Lane } from '../chaos/lane.ts';
import { planKills, share } from '../chaos/plan.ts';
import { points } from '../chaos/points.ts';
import { Report } from '../chaos/report.ts';
import { ensureBuilt } from './built-app.ts';

beforeAll(ensureBuilt);

/** Homes that are killed side by side: the most of a recovery is waiting. */
const lanes = 3;
/** A sixth of the named points, about a minute; `npm run chaos` dies at every one, many times. */
const sample = Math.ceil(points.length / 6);

test(
  'nothing is lost and nothing doubled, at whichever named point the app is killed',
  { timeout: 300_000 },
  async () => {
    const report = new Report();
    const kills = planKills(points.length, 4).slice(0, sample);
    await Promise.all(share(kills, lanes).map((some) => Lane.run(some, report)));
    expect(report.faults).toEqual([]);
    expect(report.unreached).toEqual([]);
    expect(report.kills).toBe(sample);
  },
);
