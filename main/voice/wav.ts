/** Bytes of the header that a page writes. */
const headerBytes = 44;

/** How long a PCM recording lasts, in milliseconds; null for what is no such recording, or an empty one. */
export function wavDurationMs(wav: Uint8Array): number | null {
  if (wav.byteLength <= headerBytes) return null;
  const view = new DataView(wav.buffer, wav.byteOffset, wav.byteLength);
  const tag = (at: number): string => String.fromCharCode(...wav.subarray(at, at + 4));
  if (tag(0) !== 'RIFF' || tag(8) !== 'WAVE' || tag(12) !== 'fmt ' || tag(36) !== 'data') {
    return null;
  }
  const bytesPerSecond = view.getUint32(28, true);
  if (bytesPerSecond === 0) return null;
  return Math.round(((wav.byteLength - headerBytes) / bytesPerSecond) * 1000);
}
