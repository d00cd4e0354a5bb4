import type { ConnectionState } from '../../shared/connection.ts';

/** Secret names of the contract; `llm-key.<name>`, `mcp.<server>.<variable>` and `calendar.<name>` are allowed as well. */
export const secretNames = [
  'carbonvoice-pat',
  'voipbin-token',
  'voipbin-username',
  'voipbin-password',
  'ngrok-authtoken',
  'llm-key',
  'stt-key',
  'tts-key',
  'phone-pin',
  'proxy-password',
] as const;

/** Where secrets are kept: the OS keychain, or this run's memory. */
export interface SecretStore {
  /** Null when there is none by that name. Throws AuthError when the keychain is locked or missing. */
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
  /** False when there was none. */
  delete(name: string): Promise<boolean>;
  /** Names only, sorted. */
  list(): Promise<readonly string[]>;
}

/** What the app asks for secrets: environment first, then the keychain, else memory, honestly told. */
export interface Secrets extends SecretStore {
  readonly keychain: ConnectionState;
  /** What fixes this secret for the run (a variable, the rehearsal), so that it cannot be changed; null when it can. */
  fixedBy(name: string): string | null;
  /** Called with the name after a secret was set or deleted, and on keychain changes with null. */
  onChange(listener: (name: string | null) => void): () => void;
}
