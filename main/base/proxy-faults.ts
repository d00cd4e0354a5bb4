import { AppError, AuthError, NetworkError } from '../../shared/errors.ts';
import type { ProxyServer } from './proxy.ts';
import type { ProxyAnswer } from './proxy-head.ts';

type Named = Pick<ProxyServer, 'name' | 'source'>;

/** What is set cannot be used; going straight instead would go past what somebody wants. */
export function proxyUnusable({ source }: Named): NetworkError {
  return fault('PROXY_UNUSABLE', `What ${source} names is no proxy that Adjutant can use.`, {
    remedy: `Set network.proxy to http://HOST:PORT or https://HOST:PORT, or to off.`,
  });
}

export function proxyUnreachable({ name, source }: Named, cause: unknown): NetworkError {
  const why = isOfTrust(cause) ? ' Its certificate is not trusted.' : '';
  return fault('PROXY_UNREACHABLE', `The proxy at ${name} cannot be reached.${why}`, {
    remedy: `Check the network and ${source}; without a proxy, set network.proxy to off.`,
    cause,
  });
}

/** Whether an error of TLS says that a certificate is not trusted; what the other end says of ours is none such. */
export function isOfTrust(error: unknown): boolean {
  if (!(error instanceof Error && 'code' in error)) return false;
  return /^(?!ERR_SSL_).*(?:CERT|SIGNATURE)/u.test(String(error.code));
}

/** It is there, and is silent or breaks off. */
export function proxySilent({ name, source }: Named): NetworkError {
  return fault('PROXY_SILENT', `The proxy at ${name} does not answer.`, {
    remedy: `Check ${source}: whether it names a proxy, and whether by http:// or https://. Where others are reached by it, this one does not answer the proxy.`,
  });
}

export function proxyUnreadable({ name, source }: Named): NetworkError {
  return fault('PROXY_ANSWER', `What answers at ${name} is no proxy.`, {
    remedy: `Check ${source}: its port is not that of a web server.`,
  });
}

export function proxyPasswordUnknown({ name }: Named, cause: unknown): NetworkError {
  const why = cause instanceof AppError ? ` ${cause.message}` : '';
  const remedy = cause instanceof AppError && cause.remedy !== '' ? cause.remedy : setPassword;
  return fault('PROXY_PASSWORD', `The password for the proxy at ${name} is not known.${why}`, {
    ...{ remedy, cause },
  });
}

/** An answer to `CONNECT` that is no success; `target` is `host:port`. */
export function proxyRefusal(
  proxy: Named & Pick<ProxyServer, 'username'>,
  target: string,
  { status, schemes }: ProxyAnswer,
): AuthError | NetworkError {
  const { name } = proxy;
  if (status === 407) return signInRefused(proxy, schemes);
  if (status >= 500) {
    return fault('PROXY_NO_WAY', `The proxy at ${name} does not reach ${target} (${status}).`, {
      remedy: 'Check the address; Adjutant goes on trying by itself.',
    });
  }
  return fault('PROXY_REFUSED', `The proxy at ${name} refuses ${target} (${status}).`, {
    remedy: `Have it allowed there; what is to be reached straight stands in NO_PROXY.`,
  });
}

/** Credentials: the same ones are not shown again and again, as what a network refuses is. */
function signInRefused(
  { name, source, username }: Named & Pick<ProxyServer, 'username'>,
  schemes: readonly string[],
): AuthError {
  const isOwn = source === 'network.proxy';
  const tell = (why: string, remedy: string): AuthError =>
    new AuthError('PROXY_AUTH', `The proxy at ${name} refuses${why} (407).`, { remedy });
  if (schemes.length > 0 && !schemes.some((scheme) => /^basic$/iu.test(scheme))) {
    return tell(
      `: it wants ${[...new Set(schemes)].join(' or ')}, and Adjutant knows no way to sign in but Basic`,
      'Ask whoever runs the network for another way out, or put a proxy of this machine between that signs in for you, and name that in network.proxy.',
    );
  }
  if (username !== '') {
    const where = isOwn
      ? `Check the name in ${source}. ${setPassword}`
      : `Check both in ${source}.`;
    return tell(' the name or the password', `${where} ${escapes}`);
  }
  const where = isOwn
    ? 'Put the name into network.proxy'
    : `Put both into ${source}, or the name into network.proxy`;
  return tell(
    ': it wants a name and a password',
    `${where} (http://NAME@HOST:PORT). ${setPassword}`,
  );
}

const escapes = 'Special characters are written as in addresses: \\ as %5C, @ as %40.';

/**
 * It has opened a way on which TLS does not come to stand: many a proxy opens it before it has reached anything, or
 * answers on it with a page of its own. `target` is `host:port`.
 */
export function proxyBroke({ name }: Named, target: string, cause: Error): NetworkError {
  return fault('PROXY_BROKE', `The way that the proxy at ${name} opened to ${target} broke off.`, {
    remedy: 'Check the address, whether the proxy allows it, and for a sign-in page before it.',
    cause,
  });
}

const setPassword =
  'Set the password of network.proxy: npm run -s adjutant -- secret set proxy-password';

/** Nothing has left by then: each of them comes before the connection stands. */
function fault(
  code: string,
  message: string,
  more: { readonly remedy: string; readonly cause?: unknown },
): NetworkError {
  return new NetworkError(code, message, { mayHaveArrived: false, ...more });
}
