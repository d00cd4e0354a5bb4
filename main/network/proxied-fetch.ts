import { Agent, buildConnector, Dispatcher1Wrapper } from 'undici';
import type { Dispatcher } from 'undici';
import type { Proxies } from '../base/proxy.ts';

/** Node: what its own `fetch` asks by, whichever undici made it. */
const dispatcherOfNode = Symbol.for('undici.globalDispatcher.1');
const connectMs = 10_000;

type Dispatching = Pick<Dispatcher, 'dispatch'>;
type Holder = { [dispatcherOfNode]?: Dispatching };

/**
 * From here on Node's own `fetch` goes by the proxies, and straight, by what it asked by before, where they say so. It
 * is one for the whole process, so that no client can forget it. Returns the way back, which gives up what is under
 * way through a proxy.
 */
export function routeFetch(proxies: Proxies): () => Promise<void> {
  const holder = globalThis as Holder;
  const before = openFetch(holder);
  // What Node's own undici hands over understands no answer of HTTP/2.
  const plain = buildConnector({ timeout: connectMs, allowH2: false });
  const connect = proxies.through(plain);
  const agent = new Agent({ connect });
  const through = new Dispatcher1Wrapper(agent);
  const routed: Dispatching = {
    dispatch: (options, handler) =>
      (isStraight(proxies, options.origin) ? before : through).dispatch(options, handler),
  };
  holder[dispatcherOfNode] = routed;
  return async () => {
    if (holder[dispatcherOfNode] === routed) holder[dispatcherOfNode] = before;
    await agent.destroy();
  };
}

/** Node loads its `fetch` with the first of its names that is looked at, and only then has something to ask by. */
function openFetch(holder: Holder): Dispatching {
  const loaded: unknown = globalThis.Response;
  const dispatcher = holder[dispatcherOfNode];
  if (loaded === undefined || dispatcher === undefined) throw new Error('fetch asks by nothing');
  return dispatcher;
}

function isStraight(proxies: Proxies, origin: string | URL | undefined): boolean {
  return origin === undefined || proxies.for(new URL(origin)) === null;
}
