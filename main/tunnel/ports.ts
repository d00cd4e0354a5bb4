import type { ConnectionState } from '../../shared/connection.ts';

/** The public address of the local webhook server. */
export interface Tunnel {
  /** Null while there is none. */
  readonly url: string | null;
  readonly state: ConnectionState;
  /** There is none because the edge of ngrok was not come as far as: the network, and not ngrok, is in the way. */
  readonly isUnreached: boolean;
  /** Called on every change of `url` or `state`; returns the removal. */
  onChange(listener: () => void): () => void;
  /** The machine slept: nobody waits out a time that was set before, and what was under way is begun anew. */
  wake(): void;
  /** What was asked for through the public address did not arrive: opens another one of it. */
  replace(): void;
  /** Idempotent; ends the child process too. */
  close(): Promise<void>;
}

/** A visit that is waited for at the local webhook server. */
export type ExpectedVisit = {
  readonly path: string;
  readonly wasSeen: boolean;
  close(): void;
};

/** Where requests come out of the tunnel. */
export interface Doorway {
  /** Makes a path that nobody can guess and notices when it is asked for. */
  expect(): ExpectedVisit;
}

/** How many requests of a month (`2026-11`, UTC) were counted. */
export type RequestCount = { readonly month: string; readonly count: number };

/** Keeps the count over restarts. Nothing of the tunnel fails because it cannot. */
export interface RequestMemory {
  /** Null for none. */
  read(): Promise<RequestCount | null>;
  write(count: RequestCount): Promise<void>;
}
