/** The name of a time zone as this machine writes it, or null for one that it does not know. */
export function canonicalZone(name: string): string | null {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    // RangeError is how Intl says that it does not know the zone.
    return null;
  }
}
