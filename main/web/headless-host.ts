import { join } from 'node:path';
import type { AppHost } from '../app/host.ts';
import type { Asked } from '../../shared/asked.ts';
import type { DeepLink } from '../../shared/deep-link.ts';
import { RefusedError, SettingsError } from '../../shared/errors.ts';
import { readFileIfAny, writeFileAtomically } from '../base/files.ts';
import type { ChildProcessStarter } from '../base/child-process.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { openInBrowser } from './browser.ts';
import { openWebHost } from './web-host.ts';
import type { WebHost } from './web-host.ts';
import type { PageApp } from './ports.ts';

export type HeadlessHostOptions = {
  readonly starter: ChildProcessStarter;
  readonly pageFolder: string;
  readonly home: string;
  /** Null: the port that the page had last, so that an open page finds it again; else any free one. */
  readonly port: number | null;
  readonly clock: Clock;
  readonly onQuit: () => void;
  readonly onRestart: (rehearsal: boolean) => void;
};

/** A Node without Electron as the place where the app runs: the window is a page on loopback. */
export class HeadlessHost implements AppHost {
  readonly starter: ChildProcessStarter;
  readonly held = new Map<string, string>();
  readonly keepsHeld = true;
  readonly desktop = null;
  readonly #options: HeadlessHostOptions;
  /** What the host itself tells the pages. */
  readonly #shown = new Emitter<Asked | null>();
  #web: WebHost | null = null;
  /** Null before it is up, and while it starts anew. */
  #app: PageApp | null = null;
  #log: Logger | null = null;

  constructor(options: HeadlessHostOptions) {
    this.starter = options.starter;
    this.#options = options;
  }

  /** Of a service it is what its journal keeps. */
  writeLog(line: string): void {
    process.stderr.write(line);
  }

  /** Serves the page; from here on there are links to it. Again after `rest`, with the app as it started anew. */
  async open(app: PageApp, log: Logger): Promise<void> {
    this.#log = log;
    this.#app = app;
    const { pageFolder, clock } = this.#options;
    const isUp = (): boolean => this.#app !== null;
    this.#web ??= await this.#listen((port) =>
      openWebHost({ port, pageFolder, app: this.#page(), isUp, clock, log: log.child('web') }),
    );
  }

  /** Cuts the pages off, which come again once the app is back. */
  rest(): void {
    this.#app = null;
    this.#web?.dropPages();
  }

  #page(): PageApp {
    const app = (): PageApp => {
      if (this.#app) return this.#app;
      throw new RefusedError('APP_RESTARTS', 'Adjutant is starting anew.');
    };
    return {
      router: { handle: async (name, payload) => app().router.handle(name, payload) },
      onEvent: (listener) => {
        const stops = [app().onEvent(listener), this.#shown.on((asked) => tell(listener, asked))];
        return () => {
          for (const stop of stops) stop();
        };
      },
    };
  }

  async #listen(open: (port: number) => Promise<WebHost>): Promise<WebHost> {
    const { home, port } = this.#options;
    if (port !== null) return open(port);
    const path = join(home, 'run', 'page-port');
    const last = Number((await readFileIfAny(path)) ?? 0);
    const web = await open(last).catch((error: unknown) => {
      if (last === 0 || !(error instanceof SettingsError)) throw error;
      return open(0);
    });
    await writeFileAtomically(path, new URL(web.origin).port);
    return web;
  }

  pageLink(): string | null {
    return this.#web?.newLink() ?? null;
  }

  showWindow(): void {
    if ((this.#web?.pageCount ?? 0) > 0) this.#shown.emit(null);
    else void this.#openPage();
  }

  /** A page cannot be hidden from here; one that is open is told to take the words. */
  toggleWindow(): string {
    const isOpen = (this.#web?.pageCount ?? 0) > 0;
    this.showWindow();
    return isOpen
      ? 'The page is open: its composer has the focus.'
      : 'Opening the page. Without a display, use the link of: adjutant ui';
  }

  openLink({ asked }: DeepLink): string {
    const isOpen = (this.#web?.pageCount ?? 0) > 0;
    if (isOpen || asked === null) {
      if (isOpen) this.#shown.emit(asked);
      else this.showWindow();
      return 'Look at the page.';
    }
    throw new RefusedError(
      'NO_PAGE_OPEN',
      'No page is open that could show it.',
      'Open it with: adjutant ui',
    );
  }

  restart(rehearsal: boolean): void {
    this.#options.onRestart(rehearsal);
  }

  quit(): void {
    this.#options.onQuit();
  }

  async close(): Promise<void> {
    await this.#web?.close();
  }

  async #openPage(): Promise<void> {
    const link = this.pageLink();
    if (link === null) return;
    const { home, clock } = this.#options;
    const folder = join(home, 'run');
    try {
      const opened = await openInBrowser(link, {
        folder,
        env: process.env,
        platform: process.platform,
        clock,
      });
      if (!opened) this.#log?.info('no display: get a link to the page with "adjutant ui"');
    } catch (error) {
      this.#log?.warn('the page could not be opened', errorFields(error));
    }
  }
}

/** Every page is told, and the owner looks at one of them. */
function tell(listener: (name: string, payload: unknown) => void, asked: Asked | null): void {
  listener('window:shown', {});
  if (asked !== null) listener('window:asked', asked);
}
