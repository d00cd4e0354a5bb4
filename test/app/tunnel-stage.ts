import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CarbonVoiceDouble } from '../peers/carbon-voice/double.ts';
import { startCarbonVoice } from '../peers/carbon-voice/double.ts';
import type { EdgeOptions, NgrokEdge } from '../peers/ngrok-edge/edge.ts';
import { startNgrokEdge } from '../peers/ngrok-edge/edge.ts';
import type { VoipBinPeer } from '../peers/voipbin/voipbin-peer.ts';
import { openVoipBinPeer } from '../peers/voipbin/voipbin-peer.ts';
import type { Instance } from './instance.ts';
import { startInstance, temporaryHome } from './instance.ts';
import { childrenOf, commandOf } from './processes.ts';
import { until } from './until.ts';

export const authtoken = 'authtoken-of-test';

/** A visitor that has waited so long goes. */
const visitMs = 1000;
const visitEveryMs = 100;
const openLimitMs = 30_000;
/** Genuine, and nothing to do with it. */
const visit = JSON.stringify({ eventName: 'conversation.updated', data: {} });

/** The built app with the real SDK, between a local edge and both services. */
export class TunnelStage implements AsyncDisposable {
  readonly edge: NgrokEdge;
  readonly carbonVoice: CarbonVoiceDouble;
  readonly voipBin: VoipBinPeer;
  readonly #home: { readonly path: string } & AsyncDisposable;
  #app: Instance | null = null;

  private constructor(
    parts: Pick<TunnelStage, 'edge' | 'carbonVoice' | 'voipBin'>,
    home: { readonly path: string } & AsyncDisposable,
  ) {
    this.edge = parts.edge;
    this.carbonVoice = parts.carbonVoice;
    this.voipBin = parts.voipBin;
    this.#home = home;
  }

  static async open(options: EdgeOptions = {}): Promise<TunnelStage> {
    const edge = await startNgrokEdge({ authtokens: [authtoken], ...options });
    const voipBin = await openVoipBinPeer('server');
    const carbonVoice = await startCarbonVoice();
    return new TunnelStage({ edge, carbonVoice, voipBin }, await temporaryHome());
  }

  get app(): Instance {
    if (!this.#app) throw new Error('not started');
    return this.#app;
  }

  /** Also again, on the same home. Without a token the tunnel waits for one. */
  async start(token: string | null = authtoken): Promise<void> {
    const caFile = join(this.#home.path, 'edge-ca.pem');
    await writeFile(caFile, this.edge.caPem);
    this.#app = await startInstance({
      home: this.#home.path,
      env: {
        ADJUTANT_CARBONVOICE_URL: this.carbonVoice.url,
        ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right',
        ADJUTANT_VOIPBIN_URL: this.voipBin.url,
        ADJUTANT_VOIPBIN_TOKEN: 'vb_practice_access_key',
        ADJUTANT_VOIPBIN_DELIVERY: 'webhook',
        ADJUTANT_NGROK_SERVER_ADDR: this.edge.serverAddr,
        ADJUTANT_NGROK_CA_FILE: caFile,
        ...(token === null ? {} : { ADJUTANT_NGROK_AUTHTOKEN: token }),
      },
    });
  }

  /** Resolves with the address once both services would deliver to it, and to no other. */
  async untilRegistered(): Promise<string> {
    const { carbonvoice, voipbin } = this.app.ready.ingress;
    return until(
      'both services know the address',
      () => {
        const [subscription, ...more] = this.carbonVoice.journal.subscriptions.values();
        const url = this.edge.tunnels.find(({ online }) => online)?.url;
        const isKnown =
          subscription?.url === `${url}${carbonvoice}` &&
          this.voipBin.customer['webhook_uri'] === `${url}${voipbin}`;
        return isKnown && more.length === 0 && url;
      },
      openLimitMs,
    );
  }

  /** Sends deliveries to the address that is subscribed until one is taken; resolves with the instant of that. */
  async untilReached(): Promise<number> {
    const reached = Promise.withResolvers<number>();
    const go = (): void => {
      void this.#visit().then((isTaken) => {
        if (isTaken) reached.resolve(performance.now());
      });
    };
    const visits = setInterval(go, visitEveryMs);
    go();
    try {
      return await reached.promise;
    } finally {
      clearInterval(visits);
    }
  }

  /** The process that has the SDK loaded; Linux only. */
  async tunnelChild(): Promise<number> {
    for (const pid of await childrenOf(this.app.pid)) {
      if ((await commandOf(pid)).includes('ngrok-child')) return pid;
    }
    throw new Error('there is no process of the tunnel');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#app?.[Symbol.asyncDispose]();
    await this.edge.close();
    await this.voipBin.close();
    await this.carbonVoice[Symbol.asyncDispose]();
    await this.#home[Symbol.asyncDispose]();
  }

  async #visit(): Promise<boolean> {
    const [subscription] = this.carbonVoice.journal.subscriptions.values();
    // A service on this machine may have been given the loopback address: that way is not looked at.
    const { local } = this.app.ready.ingress;
    if (!subscription || subscription.url.startsWith(local)) return false;
    const taken = this.edge
      .fetch(subscription.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: visit,
      })
      .then(
        ({ status }) => status === 204,
        () => false,
      );
    const tooLate = new Promise<boolean>((resolve) => {
      setTimeout(() => resolve(false), visitMs).unref();
    });
    return Promise.race([taken, tooLate]);
  }
}
