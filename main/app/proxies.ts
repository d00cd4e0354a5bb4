import type { SettingsProblem } from '../../shared/ipc-contract.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Mask } from '../base/mask.ts';
import type { Proxies } from '../base/proxy.ts';
import { mayHoldProxy } from '../base/proxy-variables.ts';
import type { Scope } from '../base/scope.ts';
import type { Secrets } from '../settings/ports.ts';

export type ProxiesParts = {
  readonly settings: Pick<Settings, 'network.proxy'>;
  /** What was not taken of them. */
  readonly problems: readonly SettingsProblem[];
  readonly secrets: Pick<Secrets, 'get'>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Learns what a log must not tell. */
  readonly mask?: Pick<Mask, 'learn'>;
};

/**
 * How the outside is reached, for those who open connections of their own; what asks by `fetch` goes that way from here
 * on until the scope ends. Null where no proxy is used, with nothing loaded and nothing else different where none is
 * named either.
 */
export async function joinProxies(parts: ProxiesParts, scope: Scope): Promise<Proxies | null> {
  const { secrets, env, mask } = parts;
  const setting = settingOf(parts);
  // A variable that is not ours may hold a password, also where it is not followed.
  if (!Object.keys(env).some(mayHoldProxy) && setting === null) return null;
  const [{ openProxies }, { proxyPasswords }] = await Promise.all([
    import('../base/proxy-tunnel.ts'),
    import('../base/proxy.ts'),
  ]);
  for (const password of proxyPasswords(env)) mask?.learn(password);
  const password = (): Promise<string | null> => secrets.get('proxy-password');
  const end = new AbortController();
  const proxies = openProxies({ setting, env, password, signal: end.signal });
  // What Node itself takes from the system is switched off as well.
  if (proxies === null && setting !== 'off') return null;
  const { routeFetch } = await import('../network/proxied-fetch.ts');
  const back = routeFetch(proxies);
  scope.defer('proxy', () => {
    end.abort(new DOMException('closed', 'AbortError'));
    return back();
  });
  return proxies;
}

/**
 * The setting; empty, which is a proxy that cannot be used, where one was written and not taken: going straight, or by
 * what stands a layer below, would go past what the owner wants. A variable that was taken hides what is in the file.
 */
function settingOf({ settings, problems }: ProxiesParts): string | null {
  const setting = settings['network.proxy'];
  const isRefused = problems.some(
    ({ path, source }) =>
      path === 'network.proxy' && (setting === null || source !== 'settings.json'),
  );
  return isRefused ? '' : setting;
}
