import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Instance } from '../../app/instance.ts';
import type { Status } from '../../app/instance.ts';
import { until } from '../../app/until.ts';
import { KeyringSession } from '../../main/settings/keyring-session.ts';
import type { NgrokEdge } from '../../peers/ngrok-edge/edge.ts';
import { startNgrokEdge } from '../../peers/ngrok-edge/edge.ts';
import { openVoipBinPeer } from '../../peers/voipbin/voipbin-peer.ts';
import type { VoipBinPeer } from '../../peers/voipbin/voipbin-peer.ts';
import { phoneEnv } from '../../soak/caller.ts';
import { Site } from '../site.ts';

const authtoken = 'authtoken-of-test';
/** What the doubles take. */
const secrets = {
  'carbonvoice-pat': 'cv_pat_right',
  'voipbin-token': 'vb_practice_access_key',
  'ngrok-authtoken': authtoken,
};
const preload = fileURLToPath(new URL('jump.mjs', import.meta.url));
const library = new URL('sick-disk.c', import.meta.url);
export const limitMs = 180_000;
const watched = ['carbonvoice', 'voipbin', 'tunnel', 'llm', 'keychain'] as const;

type Parts = Pick<SickSite, 'site' | 'peer' | 'edge' | 'keyring'>;

/** The app between doubles of everything it depends on, each of which can be made ill. */
export class SickSite {
  readonly site: Site;
  readonly peer: VoipBinPeer;
  readonly edge: NgrokEdge;
  /** A real one of this site's own, which has all keys. */
  readonly keyring: KeyringSession;
  readonly app: Instance;
  readonly #clockFile: string;
  readonly #diskFolder: string;
  #usual: Partial<Status['connections']> = {};

  private constructor(
    parts: Parts & Pick<SickSite, 'app'>,
    places: { readonly clockFile: string; readonly diskFolder: string },
  ) {
    this.site = parts.site;
    this.peer = parts.peer;
    this.edge = parts.edge;
    this.keyring = parts.keyring;
    this.app = parts.app;
    this.#clockFile = places.clockFile;
    this.#diskFolder = places.diskFolder;
  }

  /** Up and connected with everything. */
  static async with(use: (site: SickSite) => Promise<void>): Promise<void> {
    await Site.with(async (site) => {
      const peer = await openVoipBinPeer('server');
      peer.tellsHangUps = true;
      const edge = await startNgrokEdge({ authtokens: [authtoken] });
      const keyring = await KeyringSession.open();
      await keyring.start('unlocked');
      await site.settleIn();
      const diskFolder = `${site.home}.disk`;
      mkdirSync(diskFolder);
      const places = { diskFolder, clockFile: join(diskFolder, 'clock') };
      const parts = { site, peer, edge, keyring };
      const app = startApp(parts, places);
      try {
        await app.whenUp(limitMs);
        const sick = new SickSite({ ...parts, app }, places);
        await keepSecrets(app);
        await sick.untilConnected();
        sick.#usual = (await app.status()).connections;
        await use(sick);
      } finally {
        await app[Symbol.asyncDispose]();
        await keyring.close();
        await edge.close();
        await peer.close();
      }
    });
  }

  /** Until every connection stands. */
  async untilConnected(): Promise<void> {
    await until(
      'every connection stands',
      async () => this.app.isOver || (await this.#stands()),
      limitMs,
    );
  }

  /** What the owner sees of it: each connection that is not as usual, in the app's own words. */
  async seen(): Promise<readonly string[]> {
    const { connections } = await this.app.status();
    return watched
      .filter((name) => {
        const { status, detail } = connections[name];
        return status !== 'connected' || detail !== this.#usual[name]?.detail;
      })
      .map((name) => `${name} ${connections[name].status}: ${connections[name].detail}`);
  }

  async #stands(): Promise<boolean> {
    const { connections } = await this.app.status();
    return watched.every((name) => connections[name].status === 'connected');
  }

  setClock(differenceMs: number): void {
    writeFileSync(this.#clockFile, String(differenceMs));
    this.app.signal('SIGUSR2');
  }

  setDisk(state: 'full' | 'slow', isOn: boolean): void {
    const file = join(this.#diskFolder, state);
    if (isOn) writeFileSync(file, '');
    else rmSync(file, { force: true });
  }
}

function startApp(
  { site, peer, edge, keyring }: Parts,
  { clockFile, diskFolder }: { readonly clockFile: string; readonly diskFolder: string },
): Instance {
  const disk = join(diskFolder, 'sick-disk.so');
  execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', disk, library.pathname, '-ldl']);
  const caFile = join(diskFolder, 'edge-ca.pem');
  writeFileSync(caFile, edge.caPem);
  const { ADJUTANT_CARBONVOICE_PAT: _pat, ...siteEnv } = site.env;
  const { ADJUTANT_VOIPBIN_TOKEN: _token, ...ownPhoneEnv } = phoneEnv(peer);
  return new Instance({
    ...{ home: site.home, preload },
    env: {
      ...siteEnv,
      ...ownPhoneEnv,
      ...keyring.env,
      ADJUTANT_NGROK_SERVER_ADDR: edge.serverAddr,
      ADJUTANT_NGROK_CA_FILE: caFile,
      ADJUTANT_TEST_CLOCK: clockFile,
      ADJUTANT_TEST_DISK: diskFolder,
      LD_PRELOAD: disk,
      ADJUTANT_KEYCHAIN: 'on',
    },
  });
}

async function keepSecrets(app: Instance): Promise<void> {
  for (const [name, input] of Object.entries(secrets)) {
    const { code, err } = await app.cli(['secret', 'set', name], { input });
    if (code !== 0) throw new Error(`${name} could not be kept: ${err}`);
  }
}
