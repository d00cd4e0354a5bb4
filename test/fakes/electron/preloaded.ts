import { readFileSync } from 'node:fs';
import { compileFunction } from 'node:vm';
import { record } from './control.ts';

export type PageOptions = {
  readonly url: string;
  /** Path of the bundled preload script. */
  readonly preload: string;
  readonly answer: (url: string) => Promise<Response>;
  readonly invoke: (channel: string, args: unknown[]) => Promise<unknown>;
};

/** A loaded page, wherever it runs. */
export type LoadedPage = {
  evaluate(expression: string): Promise<unknown>;
  close(): Promise<void>;
};

/** No page, only the bundled preload script in this very process: what main and page exchange, soon and without a browser. */
export async function openPageHere({ preload, invoke }: PageOptions): Promise<LoadedPage> {
  const world: Record<string, unknown> = { electronInvoke: invoke, electronTell: record };
  const run = async (code: string): Promise<unknown> => {
    const names = ['globalThis', ...Object.keys(world)];
    const script = compileFunction(code, names) as (...given: unknown[]) => unknown;
    return script(world, ...Object.values(world));
  };
  await run(preloaded(preload));
  await run(`adjutant.onEvent((name, payload) => electronTell('page-event', { name, payload }))`);
  return { evaluate: (expression) => run(`return ${expression}`), close: async () => {} };
}

/** The preload script with what Electron gives it, as a script before all others of a page. */
export function preloaded(file: string): string {
  return `{
    const listeners = new Map();
    const of = (channel) => listeners.get(channel) ?? [];
    const ipcRenderer = {
      invoke: (channel, ...args) => electronInvoke(channel, args),
      on: (channel, listener) => listeners.set(channel, [...of(channel), listener]),
      removeListener: (channel, listener) =>
        listeners.set(channel, of(channel).filter((one) => one !== listener)),
    };
    globalThis.electronEmit = (channel, args) => {
      for (const listener of of(channel)) listener({}, ...args);
    };
    const exposeInMainWorld = (name, api) => {
      globalThis[name] = api;
      electronTell('exposed', name);
    };
    const require = (name) => {
      // As in a sandbox.
      if (name !== 'electron') throw new Error('module not found: ' + name);
      return { contextBridge: { exposeInMainWorld }, ipcRenderer };
    };
    ((require, exports) => { ${readFileSync(file, 'utf8')} })(require, {});
  }`;
}
