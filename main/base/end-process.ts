/** What is used of `process`. */
export type EndingProcess = {
  readonly platform: string;
  readonly versions: Readonly<Record<string, string | undefined>>;
  exit(code: number): void;
  execve?(file: string, args: string[], env: Record<string, string>): void;
};

/**
 * Ends a command's process at once. Under Electron a command talks to the keychain in its own process, and an exit waits
 * for the thread that a hanging keychain holds. Where the system can replace a process, that ends the wait and keeps the
 * exit code, which a signal would not. Windows ends such threads by itself.
 */
export function endProcess(code: number, host: EndingProcess): void {
  if (host.versions['electron'] !== undefined && host.platform !== 'win32') {
    try {
      host.execve?.('/bin/sh', ['sh', '-c', `exit ${code}`], {});
    } catch {
      // No such program: the ordinary way then.
    }
  }
  host.exit(code);
}
