import { expect, test, vi } from 'vitest';
import type { CallAccount } from '../../../shared/call-account.ts';
import { RemoteError } from '../../../shared/errors.ts';
import { stopOrphans } from '../../../main/app/orphans.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { FakeTelephony } from '../../fakes/fake-telephony.ts';
import { ringing } from '../call/desk-scene.ts';

const orphan: CallAccount = {
  ...{ callId: 'call', direction: 'incoming', number: '+12025550123', principal: 'stranger' },
  ...{ goal: null, startedAt: 0, answeredAt: 1, endedAt: null, outcome: null },
  ...{ transcribedMs: 0, spokenCharacters: 0, briefId: null },
};

function openScene() {
  const telephony = new FakeTelephony();
  telephony.calls.set('call', { ...ringing('call'), status: 'progressing' });
  telephony.transcriptions.set('ears', { id: 'ears', callId: 'call', status: 'progressing' });
  telephony.speakings.set('voice', { id: 'voice', callId: 'call', status: 'active' });
  const endCall = vi.fn<() => Promise<null>>(() => Promise.resolve(null));
  const store = { openCalls: () => Promise.resolve([orphan]), endCall };
  const briefs = { takeUp: () => Promise.resolve() };
  const clock = new FakeClock();
  const end = new AbortController();
  const deps = { store, telephony, briefs, clock, log: silentLogger, isLive: () => false };
  return { ...{ telephony, endCall, clock, end }, run: () => stopOrphans(deps, end.signal) };
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
