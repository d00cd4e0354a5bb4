import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { EnvHttpProxyAgent, getGlobalDispatcher, setGlobalDispatcher } from 'undici';
import { onTestFinished } from 'vitest';
import { openProxies } from '../../../main/base/proxy-tunnel.ts';
import type { Proxies } from '../../../main/base/proxy.ts';
import { routeFetch } from '../../../main/network/proxied-fetch.ts';
import { LocalServer, json } from '../../fakes/local-server.ts';
import { makeCertificates } from '../../peers/ngrok-edge/certificates.ts';
import { ConnectProxy } from '../../peers/proxy/connect-proxy.ts';
import { TlsFront } from '../../peers/proxy/tls-front.ts';

/** A name that only the proxy can look up. */
export const host = 'service.example';
export const origin = `https://${host}`;
export const never = new AbortController().signal;

export const certificates = makeCertificates([host, '127.0.0.1']);

/** From here on to the end of the test, the authority of the certificates is one of the machine's. */
export function trust(): void {
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, certificates.ca]);
  onTestFinished(() => setDefaultCACertificates(before));
}

/** Has a double on loopback stand behind the proxy as `service.example:443`. */
export async function putBehind(proxy: ConnectProxy, port: number): Promise<TlsFront> {
  const front = await new TlsFront(certificates, port).open();
  onTestFinished(() => front.close());
  proxy.ports.set(`${host}:443`, front.port);
  return front;
}

/** A proxy, to which the way may be encrypted, and behind it a service that answers everything. */
export async function openScene({ isSecure = false } = {}) {
  trust();
  const proxy = await new ConnectProxy(isSecure ? certificates : null).open();
  onTestFinished(() => proxy.close());
  const server = await new LocalServer().open();
  server.answer = json(200, { ok: true });
  onTestFinished(() => server.close());
  const front = await putBehind(proxy, Number(new URL(server.url).port));
  return { proxy, server, front, proxies: proxiesBy(proxy.url) };
}

export function proxiesBy(setting: string, password: string | null = null): Proxies {
  const proxies = openProxies({ setting, env: {}, password: () => Promise.resolve(password) });
  if (proxies === null) throw new Error('no proxy');
  return proxies;
}

/** To the end of the test everything is asked as by a Node that looks for a proxy itself (`NODE_USE_ENV_PROXY`). */
export function askByEnvironment(proxy: string): void {
  const before = getGlobalDispatcher();
  const agent = new EnvHttpProxyAgent({ httpProxy: proxy, httpsProxy: proxy, noProxy: '' });
  setGlobalDispatcher(agent);
  onTestFinished(async () => {
    setGlobalDispatcher(before);
    await agent.destroy();
  });
}

/** Node's own `fetch` goes by the proxies to the end of the test. */
export function route(proxies: Proxies): void {
  const back = routeFetch(proxies);
  onTestFinished(back);
}
