import { expect, test } from 'vitest';
import { leakOf, openCarbonVoiceLine, openVoipBinSocket } from './connections.ts';

// `npm run bench -- leaks` does it 200 times, and weighs the memory.
const few = { cycles: 10, warmUp: 3 };

test.each([
  ['the live connection of Carbon Voice', openCarbonVoiceLine],
  ['the event socket of VoIPBIN', openVoipBinSocket],
])('%s is cut and made anew without leaving anything behind', async (_name, open) => {
  const { resources, files, ...rest } = await leakOf(open, few);
  expect(rest).toMatchObject({ listeners: 0, timers: 0 });
  // Connections that rest may end meanwhile; what there is less of is no leak, and each cut would leave one more.
  const counts = Object.entries({ ...resources, files });
  expect(counts.filter(([, count]) => count > 0)).toEqual([]);
});
