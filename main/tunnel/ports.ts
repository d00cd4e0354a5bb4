import type { ConnectionState } from '../../shared/connection.ts';

/** The public address of the local webhook server. */
export interface Tunnel {
  /** Null while there is none. */
  readonly url: string | null;
  readonly state: ConnectionState;
  /** Called on every change of `url` or `state`; returns the removal. */
  onChange(listener: () => void): () => void;
  /** Idempotent; ends the child process too. */
  close(): Promise<void>;
}
