import { z } from 'zod';
import { loopbackHost } from './loopback.ts';
import { choice, flagSchema, optional, text } from './setting-schemas.ts';

const message =
  'must be an https:// or webcal:// address (http:// only on this machine), or the path of a file on this machine';

const httpsUrl = z.url({ protocol: /^https$/u });
const loopbackUrl = z.url({ protocol: /^http$/u, hostname: loopbackHost });

/** Where a calendar is. `webcal` is what calendar programs call https; a secret address belongs in the keychain. */
const addressSchema = z
  .string({ error: message })
  .trim()
  .min(1, message)
  .max(2000, 'must be an address of at most 2000 characters')
  .transform((value) => value.replace(/^webcals?:/iu, 'https:'))
  .refine(isCalendarAddress, { error: message });

/** Whether a calendar may be fetched from there: over https, on this machine, or as a file. */
export function isCalendarAddress(value: string): boolean {
  if (/^(?:\/|~\/|[A-Za-z]:[\\/])/u.test(value)) return true;
  if (/^file:\/\/\//iu.test(value)) return true;
  // Backslashes and control characters are read as something else by URL parsers; "@" hides the host.
  if (!/^https?:\/\/[^\s\\@#]+$/iu.test(value)) return false;
  return httpsUrl.safeParse(value).success || loopbackUrl.safeParse(value).success;
}

/** A calendar of the owner: one file, or a server with one or several of them. */
export const calendarSourceSchema = z
  .strictObject(
    {
      /** Its password, or its secret address, is the secret `calendar.<name>`. */
      name: z
        .string({ error: 'must be a name of letters, digits, - and _' })
        .regex(/^[A-Za-z0-9_-]{1,40}$/u, 'must be a name of 1 to 40 letters, digits, - and _'),
      kind: choice(['ics', 'caldav']),
      /** Null: the address is the secret `calendar.<name>`. */
      url: addressSchema.nullable().default(null),
      username: optional(text(1, 200)).default(null),
      /** Whether events may be put there, each after a yes; caldav only. */
      writable: flagSchema.default(false),
    },
    {
      error: ({ code }) =>
        code === 'unrecognized_keys'
          ? 'may hold name, kind, url, username and writable only'
          : 'must be an object with at least name and kind',
    },
  )
  .refine(({ kind, url }) => kind === 'ics' || /^https?:/iu.test(url ?? ''), {
    error: 'must have a web address (url) when the kind is caldav',
    path: ['url'],
  })
  .refine(({ kind, username }) => kind === 'ics' || username !== null, {
    error: 'must have a username when the kind is caldav',
    path: ['username'],
  })
  .refine(({ kind, writable }) => kind === 'caldav' || !writable, {
    error: 'must be off when the kind is ics, which can only be read',
    path: ['writable'],
  });
export type CalendarSourceSetting = Readonly<z.infer<typeof calendarSourceSchema>>;

/** All of them; each has a name of its own, because secrets and answers go by it. */
export const calendarSourcesSchema: z.ZodType<readonly CalendarSourceSetting[]> = z
  .array(calendarSourceSchema, { error: 'must be a list' })
  .max(20, 'must have at most 20 entries')
  .refine((all) => new Set(all.map(({ name }) => name.toLowerCase())).size === all.length, {
    error: 'must have a different name in each entry',
  });

/** The name of the secret of a calendar: its password, or its address where that is secret. */
export function calendarSecretName(name: string): string {
  return `calendar.${name}`;
}
