import { Agent, buildConnector, getGlobalDispatcher, setGlobalDispatcher } from 'undici';
import type { Proxies } from '../base/proxy.ts';

const connectMs = 10_000;

/**
 * From here on Node's own `fetch` goes by the proxies, and straight where they say so; without any, straight always,
 * also where Node itself was told to look for one (`NODE_USE_ENV_PROXY`). It is one for the whole process, so that no
 * client can forget it. Returns the way back, which gives up what is under way.
 */
export function routeFetch(proxies: Pick<Proxies, 'through'> | null): () => Promise<void> {
  const before = getGlobalDispatcher();
  // What Node's own undici hands over understands no answer of HTTP/2.
  const straight = buildConnector({ timeout: connectMs, allowH2: false });
  const routed = new Agent({ connect: proxies === null ? straight : proxies.through(straight) });
  // By each of the names under which the undici of a Node may look for it.
  setGlobalDispatcher(routed);
  return async () => {
    if (getGlobalDispatcher() === routed) setGlobalDispatcher(before);
    await routed.destroy();
  };
}
