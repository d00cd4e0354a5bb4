import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { Gate } from '../../main/base/gate.ts';
import { silentLogger } from '../../main/base/log.ts';
import { LiveSocket } from '../../main/carbonvoice/live-socket.ts';
import { socketLines } from '../../main/carbonvoice/socket-line.ts';
import { openVoipBin } from '../../main/voipbin/telephony.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { CarbonVoiceDouble } from '../peers/carbon-voice/double.ts';
import { openVoipBinPeer } from '../peers/voipbin/voipbin-peer.ts';
import { difference, takeSnapshot } from './snapshot.ts';
import type { Snapshot } from './snapshot.ts';

/** What so many cycles left behind; timers and listeners of our own are counted too. */
export type Leak = Snapshot & { readonly timers: number };

/** A connection that its peer cuts and that comes back by itself. */
type Cycled = {
  cut(): Promise<void>;
  /** Timers and listeners that we set, in all. */
  held(): number;
  close(): Promise<void>;
};

/** Longer than any wait between two tries. */
const pauseMs = 31_000;
/** So many turns of the loop without news mean that the wait for the next try had not begun yet. */
const patience = 500;

/** Cuts a live connection again and again, on a clock that does not wait. `warmUp` cycles are not counted. */
export async function leakOf(
  open: () => Promise<Cycled>,
  { cycles, warmUp }: { readonly cycles: number; readonly warmUp: number },
): Promise<Leak> {
  const cycled = await open();
  try {
    for (let cycle = 0; cycle < warmUp; cycle += 1) await cycled.cut();
    const held = cycled.held();
    const before = await takeSnapshot([process]);
    for (let cycle = 0; cycle < cycles; cycle += 1) await cycled.cut();
    const after = await takeSnapshot([process]);
    return { ...difference(before, after), timers: cycled.held() - held };
  } finally {
    await cycled.close();
  }
}

/** The live connection of Carbon Voice. */
export async function openCarbonVoiceLine(): Promise<Cycled> {
  const double = new CarbonVoiceDouble();
  await double.start();
  const clock = new FakeClock();
  const controller = new AbortController();
  const { signal } = controller;
  const live = new LiveSocket({
    open: socketLines({ url: double.url, userAgent: 'Adjutant/1', proxies: null }),
    token: () => Promise.resolve('cv_pat_right'),
    ready: new Gate(true),
    ...{ ring: () => {}, onDrop: () => {}, clock, log: silentLogger },
  });
  const running = live.run(signal).catch(() => 'ended');
  await until(() => live.isUp);
  return {
    cut: async () => {
      double.sockets.cut();
      await until(() => !live.isUp && double.sockets.count === 0);
      await comeBack(clock, () => live.isUp && double.sockets.count === 1);
      // The double's own record of each try is no leak of ours.
      double.sockets.tries.length = 0;
    },
    held: () => clock.pending + getEventListeners(signal, 'abort').length,
    close: async () => {
      controller.abort(new DOMException('closed', 'AbortError'));
      await running;
      await double.stop();
    },
  };
}

/** The event socket of VoIPBIN, with everything of the adapter around it. */
export async function openVoipBinSocket(): Promise<Cycled> {
  const peer = await openVoipBinPeer('server');
  const clock = new FakeClock();
  const controller = new AbortController();
  const { signal } = controller;
  const secrets = {
    get: (name: string) =>
      Promise.resolve(name === 'voipbin-token' ? 'vb_practice_access_key' : null),
    onChange: () => () => {},
  };
  const voipbin = openVoipBin(
    { url: peer.url, delivery: 'websocket', caFile: null, userAgent: 'Adjutant/1', proxies: null },
    { secrets, clock, log: silentLogger, publicUrl: () => null, random: () => 0 },
    signal,
  );
  await until(() => voipbin.ready.isOpen);
  await peer.hub.subscribed(1);
  return {
    cut: async () => {
      peer.hub.subscriptions.length = 0;
      peer.hub.cut();
      await until(() => peer.hub.size === 0);
      await comeBack(clock, () => peer.hub.subscriptions.length > 0);
      await until(() => voipbin.ready.isOpen);
    },
    held: () => clock.pending + getEventListeners(signal, 'abort').length,
    close: async () => {
      controller.abort(new DOMException('closed', 'AbortError'));
      await voipbin.close();
      await peer.close();
    },
  };
}

/** Ends the wait for the next try, then leaves the real connection its time. */
async function comeBack(clock: FakeClock, isBack: () => boolean): Promise<void> {
  for (let turns = 0; !isBack(); turns += 1) {
    if (turns % patience === patience / 50) clock.advance(pauseMs);
    await turn();
  }
}

/** Lets real events make it so. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await turn();
}
