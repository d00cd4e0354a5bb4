const baseMs = 60_000;
/** A slow line, in bytes for each millisecond: 50 kB a second. */
const slowBytesPerMs = 50;

/** How long so many bytes may take, in milliseconds. */
export function transferLimitMs(bytes: number): number {
  return baseMs + Math.ceil(bytes / slowBytesPerMs);
}
