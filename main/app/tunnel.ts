import { readFile } from 'node:fs/promises';
import type { ConnectionState } from '../../shared/connection.ts';
import { AppError, SettingsError } from '../../shared/errors.ts';
import type { Settings } from '../../shared/settings.ts';
import type { ChildProcessStarter } from '../base/child-process.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { openNgrokTunnel } from '../tunnel/ngrok-tunnel.ts';
import type { Tunnel } from '../tunnel/ports.ts';
import type { Secrets } from '../settings/ports.ts';

export type TunnelKeeperParts = {
  readonly settings: Settings;
  /** Nothing real happens in one, so nothing is opened to the outside either. */
  readonly rehearsal: boolean;
  readonly secrets: Secrets;
  /** `127.0.0.1:port` of the webhook server. */
  readonly localAddress: string;
  readonly starter: ChildProcessStarter;
  readonly script: string;
  readonly clock: Clock;
  readonly log: Logger;
};

const notSet: ConnectionState = {
  status: 'off',
  detail: 'No ngrok authtoken is set, so this machine has no public address.',
  remedy: 'Set one: npm run -s adjutant -- secret set ngrok-authtoken',
};
const switchedOff: ConnectionState = { status: 'off', detail: 'Switched off.', remedy: '' };
const notNeeded: ConnectionState = {
  status: 'off',
  detail: 'Not needed in a rehearsal.',
  remedy: '',
};

/** Keeps a tunnel open while an authtoken is known, and opens it anew when the token changes. */
export class TunnelKeeper {
  readonly changed = new Emitter<null>();
  readonly #parts: TunnelKeeperParts;
  readonly #signal: AbortSignal;
  #tunnel: Tunnel | null = null;
  #token: string | null = null;
  #state: ConnectionState;
  #work: Promise<void> = Promise.resolve();

  constructor(parts: TunnelKeeperParts, signal: AbortSignal) {
    this.#parts = parts;
    this.#signal = signal;
    this.#state = parts.rehearsal ? notNeeded : isOff(parts) ? switchedOff : notSet;
  }

  get url(): string | null {
    return this.#tunnel?.url ?? null;
  }

  get state(): ConnectionState {
    return this.#tunnel?.state ?? this.#state;
  }

  /** Looks whether the authtoken is there or has changed; one look at a time. */
  check(): void {
    this.#work = this.#work.then(() => this.#look()).catch((error: unknown) => this.#fail(error));
  }

  async close(): Promise<void> {
    await this.#work;
    await this.#tunnel?.close();
  }

  async #look(): Promise<void> {
    const { secrets } = this.#parts;
    if (isOff(this.#parts) || this.#signal.aborted) return;
    const token = await secrets.get('ngrok-authtoken');
    if (token === this.#token) return;
    await this.#tunnel?.close();
    this.#token = token;
    this.#state = notSet;
    this.#tunnel = token === null ? null : await this.#open(token);
    this.changed.emit(null);
  }

  async #open(authtoken: string): Promise<Tunnel> {
    const { settings, localAddress, starter, script, clock, log } = this.#parts;
    const serverAddr = settings['ngrok.serverAddr'];
    const domain = settings['ngrok.domain'];
    const caPem = await readCa(settings['ngrok.caFile']);
    const tunnel = openNgrokTunnel(
      {
        authtoken,
        localAddress,
        ...(serverAddr !== null && { serverAddr }),
        ...(domain !== null && { domain }),
        ...(caPem !== null && { caPem }),
      },
      { starter, script, clock, log: log.child('tunnel') },
      this.#signal,
    );
    tunnel.onChange(() => this.changed.emit(null));
    return tunnel;
  }

  #fail(error: unknown): void {
    this.#parts.log.warn('the tunnel is not open', errorFields(error));
    const { message, remedy } =
      error instanceof AppError
        ? error
        : new SettingsError('TUNNEL_FAILED', 'The tunnel could not be started.');
    this.#tunnel = null;
    this.#token = null;
    this.#state = { status: 'refused', detail: message, remedy };
    this.changed.emit(null);
  }
}

function isOff({ settings, rehearsal }: TunnelKeeperParts): boolean {
  return rehearsal || settings['tunnel.provider'] === 'off';
}

async function readCa(path: string | null): Promise<string | null> {
  if (path === null) return null;
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new SettingsError(
      'NGROK_CA_FILE',
      'The CA file of the ngrok edge cannot be read.',
      'Check ngrok.caFile.',
    );
  }
}
