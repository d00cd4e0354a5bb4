/** How long a file of the window may be kept by what shows it, as `cache-control`; `path` as in its address. */
export function pageCaching(path: string): string {
  // The build names these by what is in them. Kept, they are not translated anew each time a window opens.
  return path.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-store';
}
