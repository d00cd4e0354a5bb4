import { beforeAll, expect, test } from 'vitest';
import { Lane } from '../chaos/lane.ts';
import { planKills, share } from '../chaos/plan.ts';
import { points } from '../chaos/points.ts';
import { Report } from '../chaos/report.ts';
import { ensureBuilt } from './built-app.ts';

beforeAll(ensureBuilt);

/** Homes that are killed side by side: the most of a recovery is waiting. */
const lanes = 3;

test(
  'nothing is lost and nothing doubled, at whatever named point the app is killed',
  { timeout: 300_000 },
  async () => {
    const report = new Report();
    const kills = planKills(points.length, 4);
    await Promise.all(share(kills, lanes).map((some) => Lane.run(some, report)));
    expect(report.faults).toEqual([]);
    expect(report.unreached).toEqual([]);
    expect(report.rows.size).toBe(points.length);
  },
);
