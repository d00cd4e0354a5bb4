import { expect, test } from 'vitest';
import { phoneLine } from '../../../main/app/phone-tools.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { answered, openDesk } from '../call/desk-scene.ts';

const store = { awaitCall: async () => null };

async function openLine() {
  const opened = openDesk();
  await answered(opened);
  await opened.clock.advanceAsync(3000);
  return { ...opened, line: phoneLine({ store, log: silentLogger }, opened.desk) };
}

test('a goodbye is said, and the call is hung up', async () => {
  const { line, telephony, clock } = await openLine();
  line.farewell('call', '**Goodbye** then. 👋');
  await clock.advanceAsync(5000);
  expect(telephony.asked).toContain('say Goodbye then.');
  expect(telephony.asked).toContain('hang-up call');
});

test('whom the call is handed over to is announced in words that can be said', async () => {
  const { line, telephony, clock } = await openLine();
  line.handOver('call', '+12025550144', 'I connect you with *Ada* now.');
  await clock.advanceAsync(1000);
  expect(telephony.asked).toContain('say I connect you with Ada now.');
});

test('while somebody else is to take the call, the model is told that it is not ended', async () => {
  const { line } = await openLine();
  line.handOver('call', '+12025550144', null);
  expect(() => line.farewell('call', 'Goodbye then.')).toThrow('handed over already');
});

test('a call that is over is told to be', async () => {
  const { line } = await openLine();
  expect(() => line.farewell('other', 'Goodbye then.')).toThrow('This call is over.');
});
