import { Agent, buildConnector, Dispatcher1Wrapper } from 'undici';
import type { Proxies } from '../base/proxy.ts';

/** Node: what its own `fetch` asks by, as its undici looks for it: up to 7 by the first name, from 8 on by the second. */
const names = [
  Symbol.for('undici.globalDispatcher.1'),
  Symbol.for('undici.globalDispatcher.2'),
] as const;
const connectMs = 10_000;

type Holder = Record<symbol, unknown>;

/**
 * From here on Node's own `fetch` goes by the proxies, and straight where they say so; without any, straight always,
 * also where Node itself was told to look for one (`NODE_USE_ENV_PROXY`). It is one for the whole process, so that no
 * client can forget it. Returns the way back, which gives up what is under way.
 */
export function routeFetch(proxies: Pick<Proxies, 'through'> | null): () => Promise<void> {
  const holder = openFetch();
  const before = names.map((name) => holder[name]);
  // What Node's own undici hands over understands no answer of HTTP/2.
  const straight = buildConnector({ timeout: connectMs, allowH2: false });
  const routed = new Agent({ connect: proxies === null ? straight : proxies.through(straight) });
  const ours = [new Dispatcher1Wrapper(routed), routed];
  for (const [at, name] of names.entries()) holder[name] = ours[at];
  return async () => {
    for (const [at, name] of names.entries()) {
      if (holder[name] === ours[at]) holder[name] = before[at];
    }
    await routed.destroy();
  };
}

/** Node loads its `fetch` with the first of its names that is looked at, and only then has something to ask by. */
function openFetch(): Holder {
  const loaded: unknown = globalThis.Response;
  if (loaded === undefined) throw new Error('there is no fetch');
  return globalThis;
}
