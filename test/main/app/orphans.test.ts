import { expect, test, vi } from 'vitest';
import type { CallAccount } from '../../../shared/call-account.ts';
import { RemoteError } from '../../../shared/errors.ts';
import { stopOrphans } from '../../../main/app/orphans.ts';
import { silentLogger } from '../../../main/base/log.ts';
import type { LiveCall } from '../../../main/call/live-call.ts';
import type { CallRecord } from '../../../main/call/ports.ts';
import type { CallEnd } from '../../../main/thread/call-ports.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { FakeTelephony } from '../../fakes/fake-telephony.ts';
import { ringing } from '../call/desk-scene.ts';

const orphan: CallAccount = {
  ...{ callId: 'call', direction: 'incoming', number: '+12025550123', principal: 'stranger' },
  ...{ goal: null, startedAt: 0, answeredAt: 1, endedAt: null, outcome: null },
  ...{ transcribedMs: 0, spokenCharacters: 0, briefId: null },
};

function openScene(change: Partial<CallAccount> = {}, there: Partial<CallRecord> = {}) {
  const telephony = new FakeTelephony();
  telephony.calls.set('call', { ...ringing('call'), status: 'progressing', ...there });
  telephony.transcriptions.set('ears', {
    ...{ id: 'ears', callId: 'call', status: 'progressing' },
    language: null,
  });
  telephony.speakings.set('voice', { id: 'voice', callId: 'call', status: 'active' });
  const endCall = vi.fn<(end: CallEnd) => Promise<null>>(() => Promise.resolve(null));
  const store = { openCalls: () => Promise.resolve([{ ...orphan, ...change }]), endCall };
  const words = {
    keep: vi.fn<(call: CallAccount) => Promise<void>>(() => Promise.resolve()),
  };
  const briefs = { takeUp: () => Promise.resolve() };
  const clock = new FakeClock();
  const end = new AbortController();
  // As of a number that was set up: a call that rings there waits for us.
  const care = { hasMailbox: ({ status }: CallRecord) => status === 'progressing' };
  const desk: { calls: readonly LiveCall[] } = { calls: [] };
  const deps = { store, telephony, briefs, clock, log: silentLogger, desk, care, words };
  return {
    ...{ telephony, endCall, clock, end, care, desk, words },
    run: () => stopOrphans(deps, end.signal),
  };
}

const broken = new RemoteError('X', 'broken', { status: 500 });

test('a call that an earlier run left open is hung up although its sessions cannot be listed', async () => {
  const { telephony, run, endCall } = openScene();
  telephony.transcriptionsOf = () => Promise.reject(broken);
  await run();
  expect(telephony.asked).toContain('hang-up call');
  expect(telephony.asked).toContain('stop-speaking voice');
  expect(endCall).not.toHaveBeenCalled();
});

const untaken = { answeredAt: null };
const mailbox = { createdAt: 0, answeredAt: 10_000 };

test.each<[string, Partial<CallRecord>]>([
  ['the mailbox has', mailbox],
  ['the mailbox has had', { ...mailbox, status: 'ended', endedAt: 30_000 }],
])('a call that nobody of us took and that %s is left to it, and missed', async (_what, there) => {
  const { telephony, run, endCall, clock } = openScene(untaken, there);
  await run();
  expect(telephony.asked).not.toContain('hang-up call');
  expect(telephony.asked).not.toContain('stop-transcription ears');
  expect(endCall).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ callId: 'call', outcome: 'missed' }),
  );
  expect(clock.pending).toBe(0);
});

const stillRings = { ...mailbox, status: 'ringing', answeredAt: null } as const;

test('a call that still rings is left open: news of it may have it taken', async () => {
  const { telephony, run, endCall, clock, desk } = openScene(untaken, stillRings);
  await run();
  desk.calls = [{ record: ringing('call') } as LiveCall];
  await clock.advanceAsync(5000);
  expect(telephony.asked).not.toContain('hang-up call');
  expect(endCall).not.toHaveBeenCalled();
  expect(clock.pending).toBe(0);
});

test('a call that still rings is missed once the mailbox has it', async () => {
  const { telephony, run, endCall, clock } = openScene(untaken, stillRings);
  await run();
  telephony.calls.set('call', { ...ringing('call'), ...mailbox, status: 'progressing' });
  await clock.advanceAsync(5000);
  expect(telephony.asked).not.toContain('hang-up call');
  expect(endCall).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ outcome: 'missed' }));
});

test.each<[string, Partial<CallAccount>, string]>([
  ['that we took', {}, 'cut'],
  ['out', { ...untaken, direction: 'outgoing' }, 'cut'],
])('a call %s is hung up', async (_what, change, outcome) => {
  const { telephony, run, endCall } = openScene(change, mailbox);
  await run();
  expect(telephony.asked).toContain('hang-up call');
  expect(endCall).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ outcome }));
});

test.each<[string, number, boolean]>([
  ['our order answered', 8000, true],
  ['waits without a mailbox', 10_000, false],
])('a call that %s is hung up, and missed', async (_what, answeredAt, hasMailbox) => {
  const { telephony, run, endCall, care } = openScene(untaken, { ...mailbox, answeredAt });
  if (!hasMailbox) care.hasMailbox = () => false;
  await run();
  expect(telephony.asked).toContain('hang-up call');
  expect(endCall).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ outcome: 'missed' }));
});

test('what was said on it is kept before its end, of which it is told', async () => {
  const { run, endCall, words, clock } = openScene();
  words.keep.mockRejectedValueOnce(broken);
  await run();
  expect(endCall).not.toHaveBeenCalled();
  await clock.advanceAsync(5000);
  expect(words.keep).toHaveBeenCalledTimes(2);
  expect(endCall).toHaveBeenCalledTimes(1);
});

test('what is said to the mailbox is no word of a call that we had', async () => {
  const { run, words } = openScene(untaken, mailbox);
  await run();
  expect(words.keep).not.toHaveBeenCalled();
});

test('what could not be stopped is stopped later, without a restart', async () => {
  const { telephony, run, endCall, clock } = openScene();
  const { liveSpeakings } = telephony;
  telephony.liveSpeakings = () => Promise.reject(broken);
  await run();
  telephony.liveSpeakings = liveSpeakings;
  await clock.advanceAsync(5000);
  expect(telephony.asked).toContain('stop-speaking voice');
  expect(endCall).toHaveBeenCalledTimes(1);
  await clock.advanceAsync(120_000);
  expect(clock.pending).toBe(0);
});

test('what is tried again ends with the run', async () => {
  const { telephony, run, clock, end } = openScene();
  telephony.liveSpeakings = () => Promise.reject(broken);
  await run();
  end.abort();
  await clock.advanceAsync(1);
  expect(clock.pending).toBe(0);
});
