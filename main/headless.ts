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
import { RunEnds } from './web/run-ends.ts';

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
  const ends = new RunEnds();
  const host = new HeadlessHost({
    starter: createForkStarter(),
    pageFolder: join(import.meta.dirname, '../renderer'),
    home: options.home,
    port: options.port,
    clock: systemClock,
    onQuit: () => ends.quit(),
    onRestart: (rehearsal) => ends.restart(rehearsal),
  });
  // Not once: a terminal and npm both pass on Ctrl-C, and the second must not cut the stop short.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, ends.quit);
  // A start takes the secrets out of it.
  const env = { ...process.env };
  let app = await openApp(options, host);
  exitOnCrash({ process, app: headlessApp, log: app.log });
  await host.open(app, app.log);
  printLine({ event: 'ready', pid: process.pid, ui: host.pageLink(), ingress: app.ingress });
  if (options.open && !options.hidden) host.showWindow();
  for (let end = await ends.next(); end.type === 'restart'; end = await ends.next()) {
    host.rest();
    await close(app);
    Object.assign(process.env, env);
    app = await openApp({ ...options, rehearsal: end.rehearsal }, host);
    await host.open(app, app.log);
  }
  systemClock.schedule(stopMs, () => process.exit(0));
  await host.close();
  await close(app);
  process.exit(0);
}

async function close(app: App): Promise<void> {
  for (const error of await app.close()) process.stderr.write(`${error.message}\n`);
}

/** The only lines on standard output are the contract's. */
function printLine(line: unknown): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
