import { readFile } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import type { CustomScheme, Protocol } from 'electron';
import { pageCaching, pagePolicy, pageTypes } from '../../shared/page-files.ts';

/** The page's own scheme and host: an origin that no web page and no file on the disk can have. */
export const pageOrigin = 'app://adjutant';
/** What the window loads. */
export const pageAddress = `${pageOrigin}/index.html`;

/**
 * Must be declared before the runtime is ready. Standard and secure, no bypass of the policy below. What the engine makes
 * of our code is kept (Electron: only for schemes that ask for it), or each window would make it anew.
 */
export const pageScheme: CustomScheme = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
};

/** True for the address of our own page, whatever its path, query or fragment. */
export function isPageAddress(address: string): boolean {
  return address === pageOrigin || address.startsWith(`${pageOrigin}/`);
}

/** The file of the folder `root` that an address means, or null when it means none that may be served. */
export function pageFile(address: string, root: string): string | null {
  if (!isPageAddress(address)) return null;
  // Not `new URL(…).pathname`: that folds `..` away silently, and what climbs is to be refused, not corrected.
  const path = decode(address.slice(pageOrigin.length).replace(/[?#].*$/s, ''));
  if (path === null || /[\0\\:]/.test(path)) return null;
  const parts = path.split('/').filter((part) => part !== '');
  if (parts.some((part) => part.startsWith('.'))) return null;
  const file = resolve(join(root, ...(parts.length === 0 ? ['index.html'] : parts)));
  // Belt and braces: whatever a platform makes of the parts, the result lies inside the folder.
  return file.startsWith(resolve(root) + sep) ? file : null;
}

/** Answers one request of the window from the folder `root`; everything unknown is the same empty 404. */
export async function answerPage(
  request: { readonly method: string; readonly url: string },
  root: string,
): Promise<Response> {
  const file = request.method === 'GET' ? pageFile(request.url, root) : null;
  const type = file === null ? undefined : pageTypes[extname(file).toLowerCase()];
  if (file === null || type === undefined) return refusal();
  try {
    return new Response(new Uint8Array(await readFile(file)), {
      headers: headers(type, pageCaching(request.url.slice(pageOrigin.length))),
    });
  } catch {
    // Missing or a folder: there is nothing more to say about either.
    return refusal();
  }
}

/** Serves the page from `root` until the returned function is called. */
export function servePage(protocol: Pick<Protocol, 'handle' | 'unhandle'>, root: string) {
  protocol.handle(pageScheme.scheme, (request) => answerPage(request, root));
  return (): void => protocol.unhandle(pageScheme.scheme);
}

function headers(type: string, caching: string): Record<string, string> {
  return {
    'content-type': type,
    'content-security-policy': pagePolicy,
    'permissions-policy': 'microphone=(self), camera=(), geolocation=(), display-capture=()',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': caching,
  };
}

function refusal(): Response {
  return new Response(null, { status: 404, headers: { 'content-security-policy': pagePolicy } });
}

function decode(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    // A broken escape names no file.
    return null;
  }
}
