import { beforeAll, expect, test } from 'vitest';
import { storm } from '../chaos/storm.ts';
import { ensureBuilt } from './built-app.ts';

beforeAll(ensureBuilt);

/** A sample of the whole storm, which is `npm run chaos -- storm`. */
const deliveries = 400;

test(
  'a storm of deliveries, with duplicates, disorder and faults, is answered once each and in order',
  { timeout: 240_000 },
  async () => {
    const result = await storm({ deliveries, seed: 4, limitMs: 200_000 });
    expect(result.faults).toEqual([]);
    expect(result.messages).toBeGreaterThan(360);
    expect(result.deliveries).toBeGreaterThan(result.messages);
    expect(result.spoiled).toBeGreaterThan(4);
  },
);
