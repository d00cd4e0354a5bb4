import type { Pages } from '../agent/tools/page-ports.ts';
import { createPageTools } from '../agent/tools/pages.ts';
import type { Clock } from '../base/clock.ts';
import type { Proxies } from '../base/proxy.ts';
import type { AgentCore } from './agent-core.ts';
import { bundledScript } from './ground.ts';
import type { Ground } from './ground.ts';

declare const __APP_VERSION__: string;

/** Gives the agent the pages of the public web. What reads them is loaded with the first one. */
export function joinPages(
  { clock, proxies }: Pick<Ground, 'clock' | 'proxies'>,
  agent: Pick<AgentCore, 'addTools'>,
): void {
  let opened: Promise<Pages> | null = null;
  const pages = (): Promise<Pages> => (opened ??= openPages(clock, proxies));
  const tools = createPageTools({
    pages: {
      check: async (address) => (await pages()).check(address),
      read: async (address, signal) => (await pages()).read(address, signal),
    },
  });
  agent.addTools(() => tools);
}

async function openPages(clock: Clock, proxies: Proxies | null): Promise<Pages> {
  const { PageReader, publicDoor } = await import('../pages/page-reader.ts');
  return new PageReader({
    door: publicDoor(),
    script: bundledScript('page-worker.js'),
    // Its own name, and no browser's: a page may treat it as what it is.
    userAgent: `Adjutant/${__APP_VERSION__}`,
    clock,
    proxies,
  });
}
