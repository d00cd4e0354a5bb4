/**
 * The policy of the page: only our own files run or load, pictures may also be inline data, what is read aloud is made
 * here, and nothing can be sent anywhere.
 */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  'media-src blob:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The media type of a file of the page, by how its name ends. */
export const pageTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
};

/** How long a file of the window may be kept by what shows it, as `cache-control`; `path` as in its address. */
export function pageCaching(path: string): string {
  // The build names these by what is in them. Kept, they are not translated anew each time a window opens.
  return path.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-store';
}
