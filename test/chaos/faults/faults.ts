import { childrenOf, commandOf } from '../../app/processes.ts';
import type { Call } from '../../peers/carbon-voice/journal.ts';
import type { SickSite } from './sick-site.ts';

/** One thing that goes wrong for a while. */
export type Fault = {
  readonly name: string;
  /** Two of the same kind cannot be had at once. */
  readonly part: 'carbonvoice' | 'voipbin' | 'model' | 'tunnel' | 'keychain' | 'disk' | 'clock';
  readonly begin: (site: SickSite) => Promise<void> | void;
  readonly end: (site: SickSite) => Promise<void> | void;
};

const hourMs = 3_600_000;

function isSend({ path }: Call): boolean {
  return path === '/v5/messages/text';
}

function setDisturbance(
  { site }: SickSite,
  disturb: SickSite['site']['double']['disturb'] = () => null,
): void {
  site.double.disturb = disturb;
}

function clock(name: string, differenceMs: number): Fault {
  return {
    ...{ name, part: 'clock' },
    begin: (site) => site.setClock(differenceMs),
    end: (site) => site.setClock(0),
  };
}

function disk(state: 'full' | 'slow'): Fault {
  return {
    ...{ name: `disk ${state}`, part: 'disk' },
    begin: (site) => site.setDisk(state, true),
    end: (site) => site.setDisk(state, false),
  };
}

function model(name: string, mood: 'fail' | 'hang'): Fault {
  return {
    ...{ name, part: 'model' },
    begin: ({ site }) => void (site.model.mood = mood),
    end: ({ site }) => void (site.model.mood = 'answer'),
  };
}

/** In the order of the table. */
export const faults: readonly Fault[] = [
  {
    ...{ name: 'Carbon Voice answers 503', part: 'carbonvoice' },
    begin: (site) => setDisturbance(site, () => ({ status: 503 })),
    end: (site) => setDisturbance(site),
  },
  {
    ...{ name: 'Carbon Voice is away', part: 'carbonvoice' },
    begin: ({ site }) => site.double.stop(),
    end: ({ site }) => site.double.start(),
  },
  {
    ...{ name: 'Carbon Voice loses answers', part: 'carbonvoice' },
    begin: (site) => setDisturbance(site, (call) => (isSend(call) ? 'answer-lost' : null)),
    end: (site) => setDisturbance(site),
  },
  {
    ...{ name: 'VoIPBIN is away', part: 'voipbin' },
    begin: ({ peer }) => {
      peer.isAway = true;
      peer.refuseSockets = 503;
      peer.hub.cut();
    },
    end: ({ peer }) => {
      peer.isAway = false;
      peer.refuseSockets = 0;
    },
  },
  {
    ...{ name: 'VoIPBIN falls silent', part: 'voipbin' },
    begin: ({ peer }) => peer.hub.freeze(),
    end: ({ peer }) => peer.hub.cut(),
  },
  model('the model fails', 'fail'),
  model('the model hangs', 'hang'),
  {
    ...{ name: 'the tunnel is away', part: 'tunnel' },
    begin: ({ edge }) => {
      edge.stopListening();
      edge.dropConnections();
    },
    end: ({ edge }) => edge.startListening(),
  },
  {
    ...{ name: 'the tunnel’s child is killed', part: 'tunnel' },
    begin: async ({ app }) => {
      for (const pid of await childrenOf(app.pid)) {
        if ((await commandOf(pid)).includes('ngrok')) process.kill(pid, 'SIGKILL');
      }
    },
    end: () => undefined,
  },
  {
    ...{ name: 'the keychain hangs', part: 'keychain' },
    begin: ({ keyring }) => keyring.freeze(),
    end: ({ keyring }) => keyring.thaw(),
  },
  {
    ...{ name: 'the keychain is away', part: 'keychain' },
    begin: ({ keyring }) => keyring.stop(),
    end: ({ keyring }) => keyring.start('unlocked'),
  },
  disk('full'),
  disk('slow'),
  clock('the clock jumps ahead', hourMs),
  clock('the clock jumps back', -hourMs),
];

/** Each alone, then each two of different parts. */
export function combinations(): readonly (readonly Fault[])[] {
  const pairs = faults.flatMap((one, index) =>
    faults
      .slice(index + 1)
      .filter(({ part }) => part !== one.part)
      .map((other) => [one, other]),
  );
  return [...faults.map((one) => [one]), ...pairs];
}

/** As it stands in the table. */
export function nameOf(combination: readonly Fault[]): string {
  return combination.map(({ name }) => name).join(' + ');
}
