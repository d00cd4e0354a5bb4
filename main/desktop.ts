import { join } from 'node:path';
import * as electron from 'electron';
import { toErrorEnvelope } from '../shared/errors.ts';
import { openApp } from './app.ts';
import type { App } from './app.ts';
import { systemClock } from './base/clock.ts';
import { exitOnCrash } from './base/crash.ts';
import { createLogger, errorFields } from './base/log.ts';
import { closeDoors } from './desktop/closed-doors.ts';
import { DesktopHost } from './desktop/desktop-host.ts';
import { LogFile } from './desktop/log-file.ts';
import { pageScheme } from './desktop/page-protocol.ts';
import { quitInOrder } from './desktop/quit.ts';
import {
  isAtLogin,
  isWayland,
  prepareRuntime,
  startAnew,
  startArguments,
} from './desktop/startup.ts';
import { startUpdates } from './desktop/start-updates.ts';
import { parseStartOptions, usualHome } from './start-options.ts';
import type { StartOptions } from './start-options.ts';

const { app, dialog, protocol } = electron;
/** None before the home is known. */
let logFile: LogFile | null = null;
const write = (line: string): void => {
  process.stderr.write(line);
  logFile?.write(line);
};
const exit = (code: number): void => {
  logFile?.flush();
  app.exit(code);
};
const log = createLogger('desktop', { level: 'warn', diagnostics: false, write });

const relaunch = (): void => app.relaunch(startAnew(process));
exitOnCrash({ process, app: { relaunch, exit }, log });
// Before the runtime is ready, or it has no effect; hence nothing here waits.
protocol.registerSchemesAsPrivileged([pageScheme]);
closeDoors(app);
start();

function start(): void {
  const options = readOptions();
  if (options === null) return app.exit(2);
  logFile = new LogFile(options.home);
  const wayland = isWayland(process.env, process.platform);
  const host = new DesktopHost({
    electron,
    preload: join(import.meta.dirname, 'preload.cjs'),
    pageFolder: join(import.meta.dirname, '../renderer'),
    home: options.home,
    isUsualHome: options.home === usualHome(process.env),
    platform: process.platform,
    wayland,
    clock: systemClock,
    log,
    writeLog: write,
  });
  // macOS hands links over by this event, also before the runtime is ready.
  app.on('open-url', (event, link) => {
    event.preventDefault();
    host.takeLink(link);
  });
  if (options.link !== null) host.takeLink(options.link);
  const opening = app.whenReady().then(() => openApp(options, host));
  const closeAll = () => close(host, opening);
  quitInOrder({ app, exit, signals: process, close: closeAll, clock: systemClock, log });
  try {
    prepareRuntime(app, { home: options.home, platform: process.platform, wayland });
  } catch (error) {
    return refuse(error);
  }
  void opening.then((running) => {
    const { settings, proxies: rules } = running;
    const isHidden = options.hidden || isAtLogin(app, process.platform);
    host.open(running, { settings, show: options.open && !isHidden });
    const proxy = settings['network.proxy'];
    startUpdates(electron, { feed: settings['updates.feed'], proxy, rules, host, log });
  }, refuse);
}

function readOptions(): StartOptions | null {
  try {
    return parseStartOptions(startArguments(process.argv, app.isPackaged), process.env);
  } catch (error) {
    const { message, remedy } = toErrorEnvelope(error);
    write(`${message} ${remedy}\n`);
    return null;
  }
}

async function close(host: DesktopHost, opening: Promise<App>): Promise<readonly Error[]> {
  const errors = await host.close();
  // What failed to open was told by `refuse` and has nothing left to close.
  const running = await opening.catch(() => null);
  return running === null ? errors : [...errors, ...(await running.close())];
}

function refuse(error: unknown): void {
  if (error instanceof Error && error.name === 'HandedOver' && 'pid' in error) {
    const line = JSON.stringify({ event: 'handed-over', pid: error.pid });
    process.stdout.write(`${line}\n`, () => app.exit(0));
    return;
  }
  log.error('not started', errorFields(error));
  const { message, remedy } = toErrorEnvelope(error);
  dialog.showErrorBox('Adjutant cannot start', `${message} ${remedy}`.trim());
  exit(1);
}
