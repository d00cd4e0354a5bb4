import type { Settings } from '../../shared/settings.ts';
import type { Mask } from '../base/mask.ts';
import { createProxies, proxyPasswords } from '../base/proxy.ts';
import type { Proxies } from '../base/proxy.ts';
import type { Scope } from '../base/scope.ts';
import type { Secrets } from '../settings/ports.ts';

export type ProxiesParts = {
  readonly settings: Pick<Settings, 'network.proxy'>;
  readonly secrets: Pick<Secrets, 'get'>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Learns what a log must not tell. */
  readonly mask?: Pick<Mask, 'learn'>;
};

/**
 * How the outside is reached, for those who open connections of their own; what asks by `fetch` goes that way from here
 * on until the scope ends. Null, and nothing else is different, where nothing names a proxy.
 */
export async function joinProxies(parts: ProxiesParts, scope: Scope): Promise<Proxies | null> {
  const { settings, secrets, env, mask } = parts;
  for (const password of proxyPasswords(env)) mask?.learn(password);
  const proxies = createProxies({
    setting: settings['network.proxy'],
    env,
    password: () => secrets.get('proxy-password'),
  });
  if (proxies === null) return null;
  const { routeFetch } = await import('../network/proxied-fetch.ts');
  scope.defer('proxy', routeFetch(proxies));
  return proxies;
}
