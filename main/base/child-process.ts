/** A child process that talks JSON over its IPC channel. */
export interface ChildProcessHandle {
  readonly pid: number | undefined;
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, also when the process never started. */
  onExit(listener: (code: number | null) => void): void;
  /** Ends it without asking (SIGKILL where there are signals). */
  kill(): void;
}

/**
 * Starts a bundled script of ours as a child process: `fork` headless, `utilityProcess` under Electron
 * (with the fuses set, `child_process.fork` does not work in packages). The environment given is all it gets.
 */
export interface ChildProcessStarter {
  start(
    script: string,
    options: { readonly name: string; readonly env: Readonly<Record<string, string>> },
  ): ChildProcessHandle;
}
