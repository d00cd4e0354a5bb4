import { networkInterfaces } from 'node:os';
import type { Model } from '../agent/ports.ts';
import type { CallDesk } from '../call/call-desk.ts';
import type { Scope } from '../base/scope.ts';
import type { Ground } from './ground.ts';
import { NetworkWatch } from './network-watch.ts';
import type { PhonePresence } from './phone-presence.ts';
import { Power } from './power.ts';
import type { TunnelKeeper } from './tunnel.ts';
import type { CarbonVoice } from './carbon-voice.ts';

export type PowerUsers = {
  readonly phone: {
    readonly presence: PhonePresence;
    readonly desk: Pick<CallDesk, 'takeLeave' | 'back'>;
  };
  readonly carbonVoice: CarbonVoice;
  readonly agent: { readonly model: () => Model | null };
  readonly tunnel: TunnelKeeper;
};

/** What sleep and wake are told to, in order; another network is told like a wake. */
export function openPower(
  ground: Pick<Ground, 'clock' | 'awake' | 'log'>,
  { phone, carbonVoice, agent, tunnel }: PowerUsers,
  scope: Scope,
): Power {
  const { clock, awake } = ground;
  const power = new Power({
    // Nobody can take a call in sleep: the mailbox does. And nobody is left on a line that will be silent.
    suspending: [{ name: 'phone', run: () => leavePhone(phone) }],
    woke: [
      // First what answers are made with, then the ways by which questions come.
      { name: 'model', run: () => agent.model()?.renew?.() },
      { name: 'phone', run: () => returnTo(phone) },
      { name: 'Carbon Voice', run: () => carbonVoice.wake() },
      { name: 'tunnel', run: () => tunnel.wake() },
    ],
    timers: awake,
    ...{ clock, log: ground.log.child('power') },
  });
  scope.add('power', power);
  const watch = new NetworkWatch({ interfaces: networkInterfaces, clock }, () =>
    power.networkChanged(),
  );
  scope.add('network', watch);
  return power;
}

/** Side by side: the system may not wait for long. */
async function leavePhone({ desk, presence }: PowerUsers['phone']): Promise<void> {
  await Promise.all([desk.takeLeave(), presence.leave()]);
}

function returnTo({ desk, presence }: PowerUsers['phone']): void {
  desk.back();
  presence.back();
}
