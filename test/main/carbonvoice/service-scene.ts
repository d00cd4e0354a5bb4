import { silentLogger } from '../../../main/base/log.ts';
import { Arrivals } from '../../../main/carbonvoice/arrivals.ts';
import { CarbonVoiceClient } from '../../../main/carbonvoice/client.ts';
import { CarbonVoiceConnection } from '../../../main/carbonvoice/connection.ts';
import { CarbonVoiceFiles } from '../../../main/carbonvoice/files.ts';
import type { WebhookWish } from '../../../main/carbonvoice/registrar.ts';
import type { ConnectionState } from '../../../shared/connection.ts';
import { RefusedError, SettingsError } from '../../../shared/errors.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { openMemoryLedger } from '../../fakes/memory-ledger.ts';
import { json, LocalServer } from '../../fakes/local-server.ts';
import type { LocalAnswer } from '../../fakes/local-server.ts';
import { MemoryRegistrations } from '../../fakes/memory-registrations.ts';
import { fixture } from './fixtures.ts';

/** A connection to a scripted service on loopback; nothing answers but what `routes` names. */
export class ServiceScene {
  readonly server = new LocalServer();
  readonly arrivals = new Arrivals();
  readonly clock = new FakeClock(Date.UTC(2026, 8, 24, 10));
  readonly registrations = new MemoryRegistrations();
  readonly states: ConnectionState[] = [];
  /** By method and beginning of the path. */
  readonly routes = new Map<string, LocalAnswer>();
  readonly controller = new AbortController();
  readonly client: CarbonVoiceClient;
  readonly connection: CarbonVoiceConnection;
  readonly ledger = openMemoryLedger();
  readonly files: CarbonVoiceFiles;
  /** Bytes of the owner's files, by path. */
  /** As if the token were about to end. */
  tokenEndsAt: number | null = null;
  /** As if the look at the token failed. */
  tokenFault: Error | null = null;
  readonly bytes = new Map<string, Blob>();
  /** Null: none is set. */
  token: string | null = 'cv_pat_1';
  webhook: WebhookWish = { url: 'https://a.example/hook' };
  #running: Promise<unknown> = Promise.resolve();

  constructor() {
    this.routes.set('GET /whoami', json(200, fixture('whoami')));
    this.routes.set('POST /apps/subscribe', json(201, fixture('subscription')));
    this.routes.set('DELETE /apps/', json(200, {}));
    // It is there; a message that is not is another matter.
    this.routes.set('GET /v6/messages/updates', json(200, { data: [], has_more: false }));
    this.server.answer = (request, answer) => {
      const asked = `${request.method} ${request.path}`;
      const route = [...this.routes].find(([start]) => asked.startsWith(start));
      (route?.[1] ?? json(404, {}))(request, answer);
    };
    const { clock, registrations } = this;
    // The client asks when the scene is open and the address is known.
    const { server } = this;
    this.client = new CarbonVoiceClient({
      get url() {
        return server.url;
      },
      userAgent: 'Adjutant/1',
      token: () => this.#readToken(),
      clock,
    });
    const { client } = this;
    this.connection = new CarbonVoiceConnection({
      client,
      registrations,
      arrivals: this.arrivals,
      tokenAge: {
        look: () =>
          this.tokenFault ? Promise.reject(this.tokenFault) : Promise.resolve(this.tokenEndsAt),
      },
      clock,
      log: silentLogger,
    });
    const open = (path: string): Promise<Blob> => {
      const found = this.bytes.get(path);
      if (found) return Promise.resolve(found);
      return Promise.reject(new RefusedError('FILE_UNUSABLE', 'It is gone.'));
    };
    this.files = new CarbonVoiceFiles({
      ...{ client, connection: this.connection, ledger: this.ledger, shelf: { open } },
      log: silentLogger,
    });
    this.connection.changed.on((state) => this.states.push(state));
  }

  async open(): Promise<this> {
    await this.server.open();
    return this;
  }

  start(): void {
    this.#running = this.connection
      .run(() => this.webhook, this.controller.signal)
      .catch(() => {
        // It ends with the signal.
      });
  }

  /** Starts and waits until the first look is over. */
  async connect(): Promise<void> {
    this.start();
    await this.until(() => this.clock.pending > 0);
  }

  async close(): Promise<void> {
    this.controller.abort(new DOMException('closed', 'AbortError'));
    await this.#running;
    await this.server.close();
  }

  get state(): ConnectionState {
    return this.connection.state;
  }

  /** Requests so far, as method and path. */
  get asked(): readonly string[] {
    return this.server.requests.map(({ method, path }) => `${method} ${path}`);
  }

  /** Lets real events happen until it is so; the test's own time limit ends a wait in vain. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise(setImmediate);
  }

  /** Passes the time to the next look and waits until that is over. */
  async nextLook(): Promise<number> {
    const before = this.clock.now();
    const looks = this.states.length;
    const waitMs = (this.clock.nextAt ?? before) - before;
    this.clock.advance(waitMs);
    await this.until(() => this.states.length > looks && this.clock.pending > 0);
    return waitMs;
  }

  #readToken(): Promise<string> {
    if (this.token !== null) return Promise.resolve(this.token);
    const told = new SettingsError('CARBONVOICE_NO_TOKEN', 'No token is set.', 'Set one.');
    return Promise.reject(told);
  }
}
