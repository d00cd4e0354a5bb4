import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Instance } from '../../app/instance.ts';
import type { Status } from '../../app/instance.ts';
import { until } from '../../app/until.ts';
import type { NgrokEdge } from '../../peers/ngrok-edge/edge.ts';
import { startNgrokEdge } from '../../peers/ngrok-edge/edge.ts';
import { openVoipBinPeer } from '../../peers/voipbin/voipbin-peer.ts';
import type { VoipBinPeer } from '../../peers/voipbin/voipbin-peer.ts';
import { phoneEnv } from '../../soak/caller.ts';
import { Site } from '../site.ts';

const authtoken = 'authtoken-of-test';
const preload = fileURLToPath(new URL('jump.mjs', import.meta.url));
const library = new URL('sick-disk.c', import.meta.url);
export const limitMs = 180_000;
const watched = ['carbonvoice', 'voipbin', 'tunnel', 'llm'] as const;

/** The app between doubles of everything it depends on, each of which can be made ill. */
export class SickSite {
  readonly site: Site;
  readonly peer: VoipBinPeer;
  readonly edge: NgrokEdge;
  readonly app: Instance;
  readonly #clockFile: string;
  readonly #diskFolder: string;
  #usual: Partial<Status['connections']> = {};

  private constructor(
    parts: Pick<SickSite, 'site' | 'peer' | 'edge' | 'app'>,
    places: { readonly clockFile: string; readonly diskFolder: string },
  ) {
    this.site = parts.site;
    this.peer = parts.peer;
    this.edge = parts.edge;
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
      await site.settleIn();
      const diskFolder = `${site.home}.disk`;
      mkdirSync(diskFolder);
      const places = { diskFolder, clockFile: join(diskFolder, 'clock') };
      const app = startApp({ site, peer, edge }, places);
      try {
        await app.whenUp(limitMs);
        const sick = new SickSite({ site, peer, edge, app }, places);
        await sick.untilConnected();
        sick.#usual = (await app.status()).connections;
        await use(sick);
      } finally {
        await app[Symbol.asyncDispose]();
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
  { site, peer, edge }: Pick<SickSite, 'site' | 'peer' | 'edge'>,
  { clockFile, diskFolder }: { readonly clockFile: string; readonly diskFolder: string },
): Instance {
  const disk = join(diskFolder, 'sick-disk.so');
  execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', disk, library.pathname, '-ldl']);
  const caFile = join(diskFolder, 'edge-ca.pem');
  writeFileSync(caFile, edge.caPem);
  return new Instance({
    ...{ home: site.home, preload },
    env: {
      ...site.env,
      ...phoneEnv(peer),
      ADJUTANT_NGROK_SERVER_ADDR: edge.serverAddr,
      ADJUTANT_NGROK_CA_FILE: caFile,
      ADJUTANT_NGROK_AUTHTOKEN: authtoken,
      ADJUTANT_TEST_CLOCK: clockFile,
      ADJUTANT_TEST_DISK: diskFolder,
      LD_PRELOAD: disk,
      // A real one where the run has one of its own.
      ADJUTANT_KEYCHAIN: process.env['ADJUTANT_TEST_KEYRING'] === '1' ? 'on' : 'off',
    },
  });
}
