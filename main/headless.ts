import { join } from 'node:path';
import { AppError } from '../shared/errors.ts';
import { openApp } from './app.ts';
import type { App } from './app.ts';
import { HandedOver } from './app/host.ts';
import { systemClock } from './base/clock.ts';
import { exitOnCrash } from './base/crash.ts';
import { createForkStarter } from './base/fork-starter.ts';
import { parseStartOptions, UsageError } from './start-options.ts';
import type { StartOptions } from './start-options.ts';
import { HeadlessHost } from './web/headless-host.ts';

/** The whole of a stop; what is not done by then is left to the ledger. */
const stopMs = 4500;

/** Whoever runs it without a desktop (a service unit, a script) starts it again. */
const headlessApp = { relaunch: () => {}, exit: (code: number) => process.exit(code) };

try {
  await start(parseStartOptions(process.argv.slice(2), process.env));
} catch (error) {
  if (error instanceof HandedOver) {
    printLine({ event: 'handed-over', pid: error.pid });
    process.exit(0);
  }
  const sentence = error instanceof AppError ? `${error.message} ${error.remedy}` : String(error);
  process.stderr.write(`Adjutant cannot start. ${sentence.trim()}\n`);
  process.exit(error instanceof UsageError ? 2 : 1);
}

async function start(options: StartOptions): Promise<void> {
  const stopping = Promise.withResolvers<void>();
  const host = new HeadlessHost({
    starter: createForkStarter(),
    pageFolder: join(import.meta.dirname, '../renderer'),
    home: options.home,
    port: options.port,
    clock: systemClock,
    onQuit: () => stopping.resolve(),
  });
  // Not once: a terminal and npm both pass on Ctrl-C, and the second must not cut the stop short.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => stopping.resolve());
  }
  const app = await openApp(options, host);
  exitOnCrash({ process, app: headlessApp, log: app.log });
  await host.open(app, app.log);
  printLine({ event: 'ready', pid: process.pid, ui: host.pageLink(), ingress: app.ingress });
  if (options.open && !options.hidden) host.showWindow();
  await stopping.promise;
  await stop(app, host);
}

async function stop(app: App, host: HeadlessHost): Promise<never> {
  systemClock.schedule(stopMs, () => process.exit(0));
  await host.close();
  for (const error of await app.close()) process.stderr.write(`${error.message}\n`);
  process.exit(0);
}

/** The only lines on standard output are the contract's. */
function printLine(line: unknown): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
