import { EventEmitter } from 'node:events';
import { happens, onCommand, record } from './control.ts';
import { openPageHere } from './preloaded.ts';
import type { LoadedPage } from './preloaded.ts';
import type { SessionDouble } from './session.ts';

type Handler = (event: object, ...args: unknown[]) => unknown;

const handlers = new Map<string, Handler>();

export const ipcMain = {
  handle(channel: string, handler: Handler): void {
    if (handlers.has(channel)) throw new Error(`second handler for '${channel}'`);
    handlers.set(channel, handler);
  },
  removeHandler: (channel: string): void => void handlers.delete(channel),
};

/** The contents of a window, whose page really runs the bundled preload script. */
export class WebContentsDouble extends EventEmitter {
  readonly session: SessionDouble;
  mainFrame = { url: '', parent: null };
  #openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });
  #page: LoadedPage | null = null;
  #ended = false;

  constructor(session: SessionDouble) {
    super();
    this.session = session;
    onCommand('open', (url: string) => this.#openHandler({ url }).action);
    onCommand('navigate', (url: string) => happens(this, 'will-navigate', { url }));
    onCommand('fetch', (url: string) => this.#fetch(url));
    onCommand('key', (input: object) =>
      this.emit('before-input-event', { preventDefault: () => {} }, input),
    );
    onCommand('foreign-request', (frame: object, ...args: unknown[]) =>
      this.#invoke({ sender: this, senderFrame: frame }, args),
    );
  }

  /** In a real Chromium where the test names one, else only the preload script. */
  async load(url: string, preload: string): Promise<void> {
    this.mainFrame = { url, parent: null };
    const inChromium = process.env['DOUBLE_BROWSER'] !== undefined;
    const open = inChromium ? (await import('./chromium-page.ts')).openChromiumPage : openPageHere;
    const answer = (address: string) => this.session.answer(address);
    const invoke = (channel: string, args: unknown[]) =>
      this.#invoke({ sender: this, senderFrame: this.mainFrame }, args, channel);
    const page = await open({ url, preload, answer, invoke });
    if (this.#ended) return page.close();
    this.#page = page;
    onCommand('in-page', (expression: string) => page.evaluate(expression));
    onCommand('request', (...asked: unknown[]) =>
      page.evaluate(`adjutant.request(...${JSON.stringify(asked)})`),
    );
    record('page-loaded', { url });
    setImmediate(() => this.emit('did-finish-load'));
  }

  send(channel: string, ...args: unknown[]): void {
    const given = JSON.stringify([channel, args]);
    // Fails only when the page is gone, which misses it.
    this.#page?.evaluate(`electronEmit(...${given})`).catch(() => {});
  }

  /** The window is destroyed, and its page with it. */
  end(): void {
    this.#ended = true;
    void this.#page?.close();
    this.#page = null;
    this.emit('destroyed');
  }

  readonly setZoomLevel = (level: number): void => record('zoom', level);

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.#openHandler = handler;
  }

  async #fetch(url: string): Promise<object> {
    const answer = await this.session.answer(url);
    const headers = Object.fromEntries(answer.headers);
    return { status: answer.status, headers, text: await answer.text() };
  }

  async #invoke(event: object, args: unknown[], channel = 'ipc:request'): Promise<unknown> {
    const handler = handlers.get(channel);
    if (!handler) throw new Error(`No handler registered for '${channel}'`);
    return structuredClone(await handler(event, ...structuredClone(args)));
  }
}
