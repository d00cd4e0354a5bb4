import type { Settings } from '../../shared/settings.ts';

/** IANA name of the zone in which the owner's days begin and end. */
export function timeZoneOf(settings: Settings): string {
  return settings['agent.timeZone'] ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}
