import { afterEach, expect, test } from 'vitest';
import { Emitter } from '../../../main/base/emitter.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { CallBriefs } from '../../../main/thread/call-briefs.ts';
import type { ThreadNews } from '../../../main/thread/news.ts';
import type { CallBriefWriter } from '../../../main/agent/ports.ts';
import { openDatabase } from '../../../main/store/database.ts';
import type { Database } from '../../../main/store/database.ts';
import { insertMessage } from '../../../main/store/message.ts';
import * as calls from '../../../main/store/call.ts';
import type { EndedCall } from '../../../shared/call-account.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';
import { sampleCall, sampleLine } from '../../fakes/call-samples.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const opened: Database[] = [];
afterEach(() => {
  for (const db of opened.splice(0)) db.file.close();
});

function openData(): Database {
  const db = openDatabase(':memory:');
  opened.push(db);
  return db;
}

function keepCall(db: Database, call: EndedCall, lines: readonly ThreadMessage[]): void {
  calls.beginCall(db, call);
  for (const line of lines) insertMessage(db, line);
  calls.endCall(db, { ...call, meters: call });
}

/** One run of the app over a data file. */
function run(db: Database, write: CallBriefWriter['write'] = () => Promise.resolve(null)) {
  const told: ThreadMessage[] = [];
  const asked: string[] = [];
  const end = new AbortController();
  const news = new Emitter<ThreadNews>();
  news.on((one) => void (one.type === 'message-saved' && told.push(one.message)));
  const briefs = new CallBriefs(
    {
      store: {
        untoldCalls: async () => calls.untoldCalls(db),
        linesOfCall: async (query) => calls.linesOfCall(db, query),
        saveBrief: async (brief) => calls.saveBrief(db, brief),
      },
      writer: {
        write: (call, lines, signal) => {
          asked.push(`${call.callId} ${lines.length}`);
          return write(call, lines, signal);
        },
      },
      ...{ news, clock: new FakeClock(100_000), log: silentLogger },
    },
    end.signal,
  );
  return { briefs, told, asked, end };
}

test('tells of a call with the points that the writer found, for the owner alone', async () => {
  const db = openData();
  keepCall(db, sampleCall(), [sampleLine('one', 'I need the invoice.')]);
  const points = [{ kind: 'about', text: 'An invoice.', messageId: 'one' }] as const;
  const { briefs, told, asked } = run(db, () => Promise.resolve(points));

  await briefs.takeUp();
  await briefs.idle();

  expect(asked).toEqual(['call-1 1']);
  expect(told).toMatchObject([
    {
      ...{ at: 100_000, channel: 'system', direction: 'out', principal: 'owner', author: 'agent' },
      ...{ conversationId: null, callId: 'call-1', delivery: 'sent' },
      brief: { outcome: 'answered', spoken: true, points },
    },
  ]);
  expect(told[0]?.text).toContain('About: An invoice.');
  expect(calls.lastCalls(db, { limit: 1 })).toMatchObject([{ briefId: told[0]?.id }]);
});

test('tells the truth by itself when the writer has nothing', async () => {
  const db = openData();
  keepCall(db, sampleCall(), [sampleLine('one', 'I need the invoice.')]);
  const { briefs, told } = run(db);

  await briefs.takeUp();
  await briefs.idle();

  expect(told[0]?.brief?.points).toEqual([
    { kind: 'first', text: '“I need the invoice.”', messageId: 'one' },
  ]);
});

test('asks nobody about calls in which nothing was said', async () => {
  const db = openData();
  const refused = sampleCall({ callId: 'a', outcome: 'refused' });
  keepCall(db, refused, [sampleLine('one', 'Hello?', { callId: 'a', conversationId: 'a' })]);
  keepCall(db, sampleCall({ callId: 'b', outcome: 'missed', answeredAt: null }), []);
  keepCall(db, sampleCall({ callId: 'c' }), []);
  const { briefs, told, asked } = run(db);

  await briefs.takeUp();
  await briefs.idle();

  expect(asked).toEqual([]);
  expect(told.map(({ callId, brief }) => [callId, brief?.outcome, brief?.spoken])).toEqual([
    ['a', 'refused', false],
    ['b', 'missed', false],
    ['c', 'answered', false],
  ]);
});

test('tells of a call once, however often it is taken up', async () => {
  const db = openData();
  keepCall(db, sampleCall(), [sampleLine('one', 'Hello.')]);
  const first = run(db);
  await Promise.all([first.briefs.takeUp(), first.briefs.takeUp()]);
  await first.briefs.idle();
  const second = run(db);

  await second.briefs.takeUp();
  await second.briefs.idle();

  expect([first.told.length, second.told.length]).toEqual([1, 0]);
});

test('leaves to the next start what the end of the app interrupts', async () => {
  const db = openData();
  keepCall(db, sampleCall(), [sampleLine('one', 'Hello.')]);
  const first = run(
    db,
    (_call, _lines, signal) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason)),
      ),
  );
  await first.briefs.takeUp();
  await Promise.resolve();
  first.end.abort();
  await first.briefs.idle();
  const second = run(db);

  await second.briefs.takeUp();
  await second.briefs.idle();

  expect([first.told.length, second.told.length]).toEqual([0, 1]);
});
