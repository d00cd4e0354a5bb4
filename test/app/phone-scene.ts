import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { newCall } from '../peers/voipbin/records.ts';
import type { Wire } from '../peers/voipbin/records.ts';
import { openVoipBinPeer } from '../peers/voipbin/voipbin-peer.ts';
import type { VoipBinPeer } from '../peers/voipbin/voipbin-peer.ts';
import { startModelServer } from '../peers/model-server.ts';
import type { ModelServer } from '../peers/model-server.ts';
import { startInstance, temporaryHome } from './instance.ts';
import type { Instance } from './instance.ts';
import { until } from './until.ts';

export const ownNumber = '+15550001000';
/** What every call begins with. */
export const opening = ['I am an AI.', 'Yes?'] as const;

/** As long as the greeting takes to be played, and a little: whoever speaks over them hears them again. */
export const playedMs = 1500;

/** The built app on a VoIPBIN and a model of the test's own, in real time. */
export class PhoneScene implements AsyncDisposable {
  readonly peer: VoipBinPeer;
  readonly model: ModelServer;
  readonly #home: { readonly path: string } & AsyncDisposable;
  readonly #env: Readonly<Record<string, string>>;
  #app: Instance | null = null;
  #count = 0;

  private constructor(
    parts: Pick<PhoneScene, 'peer' | 'model'>,
    home: { readonly path: string } & AsyncDisposable,
    env: Readonly<Record<string, string>>,
  ) {
    this.peer = parts.peer;
    this.model = parts.model;
    this.#home = home;
    this.#env = env;
  }

  /** `prepare` comes before the app is started. */
  static async open(
    env: Readonly<Record<string, string>> = {},
    prepare: (peer: VoipBinPeer) => void = () => {},
  ): Promise<PhoneScene> {
    const peer = await openVoipBinPeer('server');
    peer.tellsHangUps = true;
    prepare(peer);
    const scene = new PhoneScene(
      { peer, model: await startModelServer() },
      await temporaryHome(),
      env,
    );
    await scene.start();
    return scene;
  }

  get app(): Instance {
    if (!this.#app) throw new Error('not started');
    return this.#app;
  }

  /** Also again, on the same home. */
  async start(): Promise<void> {
    const { peer, model } = this;
    const env = {
      ADJUTANT_CARBONVOICE_URL: 'http://127.0.0.1:9',
      ADJUTANT_VOIPBIN_URL: peer.url,
      ADJUTANT_VOIPBIN_TOKEN: 'vb_practice_access_key',
      ADJUTANT_VOIPBIN_SOURCE: ownNumber,
      ADJUTANT_LLM_URL: model.url,
      ADJUTANT_LLM_MODEL: 'double',
      ADJUTANT_PHONE_INBOUND: 'everyone',
      ADJUTANT_PHONE_DISCLOSURE: opening[0],
      ADJUTANT_PHONE_GREETING: opening[1],
      ...this.#env,
    };
    this.#app = await startInstance({ home: this.#home.path, env });
    await until('the phone is connected', async () => {
      const { connections } = await this.app.status();
      return connections.voipbin.status === 'connected';
    });
  }

  /** Somebody dials our number; `change` is what is odd about the call. */
  ring(change: Readonly<Record<string, unknown>> = {}): Wire {
    const party = { target_name: '', name: '', detail: '', type: 'tel' };
    const call = newCall(
      {
        ...{ direction: 'incoming', status: 'ringing' },
        source: { ...party, target: '+15551000001' },
        destination: { ...party, target: ownNumber },
        ...change,
      },
      this.peer.times.next(),
    );
    this.peer.calls.push(call);
    this.tell('call_created', { ...call });
    return call;
  }

  answer({ id }: Wire): void {
    this.tell('call_progressing', { ...this.peer.setCall(id, { status: 'progressing' }) });
  }

  /** A call that is live, with its first words heard. */
  async talk(change: Readonly<Record<string, unknown>> = {}): Promise<Wire> {
    const { said, transcribes } = this.peer;
    const before = { said: said.length, transcribes: transcribes.length };
    const call = this.ring(change);
    this.answer(call);
    await until('the first words are said', () => said.length === before.said + opening.length);
    await until('the caller is heard', () => transcribes.length > before.transcribes);
    await delay(playedMs);
    return call;
  }

  /** What the caller says, as final words; `told`: whether an event tells them. */
  says(text: string, { told = true }: { readonly told?: boolean } = {}): void {
    this.#count += 1;
    const line: Wire = {
      ...{ id: `line-${this.#count}`, direction: 'in', message: text },
      transcribe_id: this.peer.transcribes.at(-1)?.id,
      tm_transcript: '0001-01-01T00:00:08.99184Z',
      tm_create: new Date().toISOString(),
    };
    this.peer.transcripts.push(line);
    if (told) this.tell('transcript_created', line);
  }

  /** An event on the way or ways that stand. */
  tell(type: string, data: Wire): void {
    this.peer.hub.publish(type, data);
    const uri = String(this.peer.customer['webhook_uri']);
    if (uri === '') return;
    const delivery = this.peer.delivery(type, data);
    post(uri, delivery).catch(() => {
      // An app that was ended in the midst takes no more.
    });
  }

  /** Requests in short, in the order in which they came, of those that change something. */
  asked(since = 0): readonly string[] {
    return this.peer.received
      .slice(since)
      .filter(({ method }) => method === 'POST')
      .map(({ path }) => path.replaceAll(/\/[0-9a-f-]{36}/gu, ''));
  }

  async untilOver(): Promise<void> {
    await until('the call is over', async () => (await this.app.status()).calls.length === 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#app?.[Symbol.asyncDispose]();
    await this.model[Symbol.asyncDispose]();
    await this.peer.close();
    await this.#home[Symbol.asyncDispose]();
  }
}

/** One delivery, as the service posts it. Resolves with the status. */
export function post(
  uri: string,
  { raw, signature }: { readonly raw: Buffer; readonly signature: string | null },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': String(raw.length),
      ...(signature === null ? {} : { 'x-voipbin-signature': signature }),
    };
    const sent = request(uri, { method: 'POST', headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end(raw);
  });
}
