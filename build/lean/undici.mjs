import Agent from 'undici/lib/dispatcher/agent.js';
import api from 'undici/lib/api/index.js';
import buildConnector from 'undici/lib/core/connect.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import Dispatcher1Wrapper from 'undici/lib/dispatcher/dispatcher1-wrapper.js';
import Pool from 'undici/lib/dispatcher/pool.js';
import util from 'undici/lib/core/util.js';

// Stands for `undici` in the bundle: the dispatchers alone, as the package's own index puts them together. That index
// also loads a second `fetch`, web sockets, caches and mocks, which is more code than all of ours.

Object.assign(Dispatcher.prototype, api);

/**
 * As the package's, for an address in one piece and a dispatcher that is always named.
 * @type {typeof import('undici').request}
 */
export function request(url, options) {
  const { dispatcher, ...rest } = options ?? {};
  if (!dispatcher) throw new TypeError('a request needs a dispatcher');
  const { origin, pathname, search } = util.parseURL(url);
  return dispatcher.request({ method: 'GET', ...rest, origin, path: pathname + search });
}

export { Agent, buildConnector, Dispatcher1Wrapper, Pool };
