/**
 * What is used of keytar. Not `findCredentials`: on Linux it ends the whole process with a segmentation fault
 * when an item is locked, and it reads the secrets of every home.
 */
export interface KeytarApi {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
  /** Gives up what is running, so that it cannot take effect later; where that is possible. */
  abandon?(): void;
}

export type LoadKeytar = () => Promise<KeytarApi>;

// A variable, so that types and bundle do not depend on an optional package.
const packageName: string = 'keytar';

/**
 * Loads keytar into this process. Only for a process that may hang: a request to a keychain that does not answer
 * occupies a thread for good, and Node waits for its threads even in `process.exit`. Use KeytarProcess elsewhere.
 */
export async function importKeytar(): Promise<KeytarApi> {
  const loaded = (await import(packageName)) as { readonly default: KeytarApi };
  return loaded.default;
}
