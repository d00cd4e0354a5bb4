import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { compileFunction } from 'node:vm';
import type { Page } from '@playwright/test';
import { onCommand, record } from './control.ts';
import type { SessionDouble } from './session.ts';

type Handler = (event: object, ...args: unknown[]) => unknown;
type Transport = {
  request(name: string, payload: unknown): Promise<unknown>;
  onEvent(listener: (name: string, payload: unknown) => void): () => void;
};

const handlers = new Map<string, Handler>();

export const ipcMain = {
  handle(channel: string, handler: Handler): void {
    if (handlers.has(channel)) throw new Error(`second handler for '${channel}'`);
    handlers.set(channel, handler);
  },
  removeHandler: (channel: string): void => void handlers.delete(channel),
};

/** One loaded page: it really runs the bundled preload script, in the way of a sandboxed renderer. */
export class WebContentsDouble extends EventEmitter {
  readonly session: SessionDouble;
  mainFrame = { url: '', parent: null };
  #openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });
  readonly #renderer = new EventEmitter();
  #page: Page | null = null;
  #ended = false;

  constructor(session: SessionDouble) {
    super();
    this.session = session;
    onCommand('open', (url: string) => this.#openHandler({ url }).action);
    onCommand('navigate', (url: string) => this.#navigate(url));
    onCommand('fetch', (url: string) => this.#fetch(url));
    onCommand('key', (input: object) =>
      this.emit('before-input-event', { preventDefault: () => {} }, input),
    );
    onCommand('end-page', () => this.emit('render-process-gone', {}, { reason: 'crashed' }));
    onCommand('foreign-request', (frame: object, ...args: unknown[]) =>
      this.#invoke({ sender: this, senderFrame: frame }, args),
    );
  }

  /** In a real Chromium where the test names one, else in this very process. */
  async load(url: string, preload: string): Promise<void> {
    this.mainFrame = { url, parent: null };
    if (process.env['DOUBLE_BROWSER']) {
      const { openChromiumPage } = await import('./chromium-page.ts');
      const answer = (address: string) => this.session.answer(address);
      const invoke = (channel: string, args: unknown[]) =>
        this.#invoke({ sender: this, senderFrame: this.mainFrame }, args, channel);
      const page = await openChromiumPage({ url, preload, answer, invoke });
      this.#page = page;
      if (this.#ended) return this.end();
      onCommand('request', (...asked: unknown[]) =>
        page.evaluate(`adjutant.request(...${JSON.stringify(asked)})`),
      );
      record('page-loaded', { url });
      setImmediate(() => this.emit('did-finish-load'));
      return;
    }
    const exposed = runPreload(preload, {
      invoke: (channel: string, ...args: unknown[]) =>
        this.#invoke({ sender: this, senderFrame: this.mainFrame }, args, channel),
      on: (channel: string, listener: () => void) => this.#renderer.on(channel, listener),
      removeListener: (channel: string, listener: () => void) =>
        this.#renderer.off(channel, listener),
    });
    const page = exposed.get('adjutant') as Transport;
    record('page-loaded', { url, exposed: [...exposed.keys()], surface: Object.keys(page) });
    page.onEvent((name, payload) => record('page-event', { name, payload }));
    onCommand('request', (name: string, payload: unknown) => page.request(name, payload));
    setImmediate(() => this.emit('did-finish-load'));
  }

  send(channel: string, ...args: unknown[]): void {
    this.#renderer.emit(channel, {}, ...structuredClone(args));
    const given = JSON.stringify([channel, args]);
    // Fails only when the page is gone, which misses it.
    this.#page?.evaluate(`electronEmit(...${given})`).catch(() => {});
  }

  /** The window is destroyed, and its page with it. */
  end(): void {
    this.#ended = true;
    this.#renderer.removeAllListeners();
    void this.#page?.close();
    this.emit('destroyed');
  }

  readonly setZoomLevel = (level: number): void => record('zoom', level);

  reload(): void {
    record('page-reloaded', this.mainFrame.url);
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.#openHandler = handler;
  }

  #navigate(url: string): boolean {
    let prevented = false;
    this.emit('will-navigate', { url, preventDefault: () => (prevented = true) }, url);
    return !prevented;
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

function runPreload(file: string, ipcRenderer: object): Map<string, object> {
  const exposed = new Map<string, object>();
  const contextBridge = {
    exposeInMainWorld: (name: string, api: object): void => void exposed.set(name, api),
  };
  const sandboxedRequire = (name: string): object => {
    if (name === 'electron') return { contextBridge, ipcRenderer };
    throw new Error(`module not found: ${name}`);
  };
  const preload = compileFunction(readFileSync(file, 'utf8'), ['require', 'exports']) as (
    ...globals: unknown[]
  ) => void;
  preload(sandboxedRequire, {});
  return exposed;
}
