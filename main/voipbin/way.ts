import type { ConnectionState } from '../../shared/connection.ts';
import { AppError, RemoteError } from '../../shared/errors.ts';
import { Emitter } from '../base/emitter.ts';
import { isUntrusted } from '../base/http.ts';

/** Credentials that are refused are tried again this often, besides at once when they change. */
export const refusedMs = 60_000;

/** A VoIPBIN of one's own is often signed by an authority of one's own. */
const untrustedRemedy =
  'Check voipbin.url and the clock of this machine; for a VoIPBIN of your own set voipbin.caFile to the PEM file of its authority. Adjutant goes on trying by itself.';

/** One way on which events come, and how it stands. */
export class Way {
  readonly changed = new Emitter<ConnectionState>();
  #state: ConnectionState;
  #wasLive = false;

  constructor(detail: string) {
    this.#state = { status: 'connecting', detail, remedy: '' };
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get isLive(): boolean {
    return this.#state.status === 'connected';
  }

  set(state: ConnectionState): void {
    this.#state = state;
    if (state.status === 'connected') this.#wasLive = true;
    this.changed.emit(state);
  }

  /** As a failure; rethrows what is none. Returns whether only the owner can mend it. */
  fail(error: unknown): boolean {
    if (!(error instanceof AppError)) throw error;
    const { message: detail, remedy } = error;
    const status = this.#statusOf(error);
    const isOwners = status === 'off' || status === 'refused';
    if (isOwners) this.#wasLive = false;
    this.set({
      status,
      detail:
        isOwners || error.kind === 'settings' ? detail : `VoIPBIN cannot be reached. ${detail}`,
      remedy: isUntrusted(error) ? untrustedRemedy : remedy,
    });
    return isOwners;
  }

  /** A connection that stood is being brought back; one that never did has failed. */
  get trouble(): 'reconnecting' | 'failed' {
    return this.#wasLive ? 'reconnecting' : 'failed';
  }

  #statusOf(error: AppError): ConnectionState['status'] {
    if (error.code === 'VOIPBIN_NO_CREDENTIAL') return 'off';
    if (error.kind === 'auth') return 'refused';
    // A frozen account, or a token without the rights: asking again changes nothing.
    if (error instanceof RemoteError && error.status === 403) return 'refused';
    return this.trouble;
  }
}
