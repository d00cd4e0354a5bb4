import { isAbort } from '../../shared/errors.ts';
import { errorFields } from './log.ts';
import type { Logger } from './log.ts';

// An app that crashes while it starts would otherwise start and crash for ever.
const relaunchAfterMs = 60_000;

export type CrashOptions = {
  readonly process: Pick<NodeJS.Process, 'on' | 'uptime'> & {
    readonly stdout: Pick<NodeJS.WriteStream, 'on'>;
    readonly stderr: Pick<NodeJS.WriteStream, 'on'>;
  };
  readonly app: { relaunch(): void; exit(code: number): void };
  readonly log: Logger;
};

/**
 * Ends the app on a broken assumption, with a line that names the place. All effects are driven from the ledger, so
 * ending is safe and going on is not; what has run for a minute is started again, because it has to answer.
 */
export function exitOnCrash({ process, app, log }: CrashOptions): void {
  const crash = (error: unknown): void => {
    log.error('crashed', { ...errorFields(error), place: crashPlace(error) });
    if (process.uptime() * 1000 >= relaunchAfterMs) app.relaunch();
    app.exit(1);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', (reason) => {
    if (!isAbort(reason)) crash(reason);
  });
  // A terminal that was closed breaks the pipe; nobody reads the lines then, which is no reason to die.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

/** Where an error was made: functions, file names and lines. Never its text, and no folder, which names the user. */
export function crashPlace(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  // The text stands at the top of the stack and may have lines that look like the rest of it.
  return (error.stack ?? '')
    .replace(error.message, '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 6)
    .map((line) => line.trim().replace(/[^\s(]*[/\\]/, ''));
}
