import { isCalendarAddress, calendarSecretName } from '../../shared/calendar-sources.ts';
import type { CalendarSourceSetting } from '../../shared/calendar-sources.ts';
import { AuthError, SettingsError } from '../../shared/errors.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Clock } from '../base/clock.ts';
import { CalDavSource } from '../calendar/caldav-source.ts';
import { CalendarHttp } from '../calendar/calendar-http.ts';
import type { Credentials } from '../calendar/calendar-http.ts';
import { createIcsThread } from '../calendar/ics-thread.ts';
import { IcsSource } from '../calendar/ics-source.ts';
import type { CalendarSource } from '../calendar/ports.ts';
import type { Secrets } from '../settings/ports.ts';
import { bundledScript } from './ground.ts';
import { timeZoneOf } from './time-zone.ts';

declare const __APP_VERSION__: string;

/** The calendars as they are set up, with nothing asked yet. */
export function openCalendarSources(
  settings: Settings,
  secrets: Pick<Secrets, 'get'>,
  clock: Clock,
): readonly CalendarSource[] {
  const timeZone = timeZoneOf(settings);
  const reader = createIcsThread(bundledScript('ics-worker.js'), clock);
  const userAgent = `Adjutant/${__APP_VERSION__}`;
  return settings['calendar.sources'].map((source) => {
    const { name, kind, url, writable } = source;
    const credentials = (): Promise<Credentials | null> => credentialsOf(source, secrets);
    const http = new CalendarHttp({ name, credentials, userAgent });
    const parts = { name, http, reader, timeZone };
    if (kind === 'caldav') {
      return new CalDavSource({ ...parts, address: url ?? '', isWritable: writable });
    }
    return new IcsSource({ ...parts, address: () => addressOf(source, secrets) });
  });
}

async function credentialsOf(
  source: CalendarSourceSetting,
  secrets: Pick<Secrets, 'get'>,
): Promise<Credentials | null> {
  const { username } = source;
  if (username === null) return null;
  const password = await secrets.get(calendarSecretName(source.name));
  if (password === null) {
    throw new AuthError('CALENDAR_PASSWORD', 'Its password is not set.', {
      remedy: `Set it: npm run -s adjutant -- secret set ${calendarSecretName(source.name)}`,
    });
  }
  return { username, password };
}

/** The address of a file; a secret one is in the keychain instead of the settings. */
async function addressOf(
  source: CalendarSourceSetting,
  secrets: Pick<Secrets, 'get'>,
): Promise<string> {
  if (source.url !== null) return source.url;
  const remedy = `Set it: npm run -s adjutant -- secret set ${calendarSecretName(source.name)}`;
  const kept = await secrets.get(calendarSecretName(source.name));
  if (kept === null) {
    throw new AuthError('CALENDAR_ADDRESS', 'Neither url nor its secret address is set.', {
      remedy,
    });
  }
  const address = kept.trim().replace(/^webcals?:/iu, 'https:');
  if (isCalendarAddress(address)) return address;
  throw new SettingsError(
    'CALENDAR_ADDRESS',
    'Its secret is no https:// or webcal:// address.',
    remedy,
  );
}
