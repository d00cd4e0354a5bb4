// The package has types for its index only.

declare module 'undici/lib/dispatcher/agent.js' {
  import { Agent } from 'undici';
  export = Agent;
}
declare module 'undici/lib/dispatcher/dispatcher.js' {
  import { Dispatcher } from 'undici';
  export = Dispatcher;
}
declare module 'undici/lib/dispatcher/dispatcher1-wrapper.js' {
  import { Dispatcher1Wrapper } from 'undici';
  export = Dispatcher1Wrapper;
}
declare module 'undici/lib/dispatcher/pool.js' {
  import { Pool } from 'undici';
  export = Pool;
}
declare module 'undici/lib/core/connect.js' {
  import { buildConnector } from 'undici';
  export = buildConnector;
}
declare module 'undici/lib/core/util.js' {
  const util: { parseURL(url: string | URL | import('node:url').UrlObject): URL };
  export = util;
}
declare module 'undici/lib/api/index.js' {
  /** The methods of every dispatcher. */
  const api: Readonly<Record<'request' | 'stream' | 'pipeline' | 'connect' | 'upgrade', unknown>>;
  export = api;
}
