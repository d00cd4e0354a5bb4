import { expect, test } from 'vitest';
import { BriefWriter } from '../../../../main/agent/planning/brief-writer.ts';
import { silentLogger } from '../../../../main/base/log.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { openMemoryLedger } from '../../../fakes/memory-ledger.ts';
import { FakeModel } from '../agent-scene.ts';

test('a brief that is too long to be shown to a model is told as it is, to its end', async () => {
  const model = new FakeModel();
  const title = `${'x'.repeat(17_000)} the end`;
  const event = { title, start: 0, end: 0, isAllDay: true, isBusy: true, place: null };
  const calendar = { events: () => Promise.resolve([{ ...event, calendar: 'work' }]) };
  const writer = new BriefWriter({
    ports: { sources: openMemoryLedger(), calendar },
    ...{ model: () => model, timeZone: 'UTC', clock: new FakeClock(0), log: silentLogger },
  });

  const wish = { day: '1970-01-01', kind: 'day' } as const;
  expect(await writer.write(wish, new AbortController().signal)).toContain('the end');
  expect(model.prompts).toEqual([]);
});
