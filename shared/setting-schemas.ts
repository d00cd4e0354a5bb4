import { z } from 'zod';
import { loopbackHost } from './loopback.ts';
import { canonicalZone } from './time-zone.ts';

/** A whole number within bounds; says the unit when asked what is allowed. */
export function wholeNumber(min: number, max: number, unit = ''): z.ZodType<number> {
  const message = `must be a whole number from ${min} to ${max}${unit === '' ? '' : ` (${unit})`}`;
  return z.number({ error: message }).int(message).min(min, message).max(max, message);
}

/** Milliseconds within bounds. */
export function milliseconds(min: number, max: number): z.ZodType<number> {
  return wholeNumber(min, max, 'milliseconds');
}

/** Text on one or several lines; surrounding white space is kept, because a greeting may want it. */
export function text(min: number, max: number): z.ZodType<string> {
  const message =
    min === 0
      ? `must be text of at most ${max} characters`
      : `must be text of ${min} to ${max} characters`;
  return z.string({ error: message }).min(min, message).max(max, message);
}

/** One of a few words. */
export function choice<const T extends readonly [string, ...string[]]>(
  words: T,
): z.ZodType<T[number]> {
  return z.enum(words, { error: `must be ${orList(words)}` });
}

/** A switch: true or false in the file, and the words people use for it. */
export const flagSchema: z.ZodType<boolean> = z
  .union([z.boolean(), z.enum(['on', 'off', 'true', 'false', '1', '0'])], {
    error: 'must be on or off (true and false work as well)',
  })
  .transform((value) => value === true || value === 'on' || value === 'true' || value === '1');

/** Several of one kind; a list in the file, comma-separated in a variable. */
export function listOf<T>(item: z.ZodType<T>): z.ZodType<readonly T[]> {
  return z.array(item, { error: 'must be a list, such as ["one", "two"]' }).max(1000, {
    error: 'must have at most 1000 entries',
  });
}

/** `value` or null, where null means "not set". */
export function optional<T>(value: z.ZodType<T>): z.ZodType<T | null> {
  return value.nullable();
}

const phoneMessage =
  'must be a phone number with its country code, such as +14155550123 (E.164, 6 to 15 digits)';

/** E.164; the spaces, dots, dashes and brackets of a written number are taken out. */
export const phoneNumberSchema: z.ZodType<string> = z
  .string({ error: phoneMessage })
  .transform((value) => value.replace(/[\s().-]/gu, ''))
  .pipe(z.string().regex(/^\+[1-9]\d{5,14}$/u, phoneMessage));

/** An identifier of a service: no white space, no comma. */
export const identifierSchema: z.ZodType<string> = z
  .string({ error: 'must be an identifier without spaces' })
  .regex(
    /^[^\s,]{1,200}$/u,
    'must be an identifier of 1 to 200 characters without spaces or commas',
  );

const folderMessage =
  'must be the path of a folder, such as ~/Documents or /home/me/papers, without commas';

/** A folder of the owner's: absolute, or from the home folder by `~`; a comma would be cut in a variable. */
export const folderSchema: z.ZodType<string> = z
  .string({ error: folderMessage })
  .trim()
  .max(1000, folderMessage)
  .regex(/^(?:~|~[/\\][^,]*|[/\\][^,]*|[A-Za-z]:[/\\][^,]*)$/u, folderMessage);

const httpsUrl = z.url({ protocol: /^https$/u });
const loopbackUrl = z.url({ protocol: /^http$/u, hostname: loopbackHost });
const addressMessage =
  'must be an https:// address (http:// only on this machine, such as http://127.0.0.1:8080), ' +
  'because keys travel over it';

/**
 * A base address to which a key is sent: https, or http on loopback; without user, query and fragment.
 * Trailing slashes are taken off, so that paths can be appended.
 */
export const keyedAddressSchema: z.ZodType<string> = z
  .string({ error: addressMessage })
  .trim()
  .max(2000, 'must be an address of at most 2000 characters')
  .refine((value) => httpsUrl.safeParse(value).success || loopbackUrl.safeParse(value).success, {
    error: addressMessage,
    abort: true,
  })
  // Backslashes and control characters are read as something else by URL parsers; "@" hides the host.
  .refine((value) => /^https?:\/\/[^\s\\@?#]+$/iu.test(value), {
    error:
      'must be an address without user name, password, "?" and "#"; keys belong in the keychain',
  })
  .transform((value) => value.replace(/\/+$/u, ''));

const proxyMessage =
  'must be http://host:port or https://host:port, or off; a name may stand before the host (http://name@host:port), with \\ written as %5C and @ as %40';

/** A proxy of HTTP, or `off`. Its password is a secret and stands nowhere else. */
export const proxySchema: z.ZodType<string> = z
  .string({ error: proxyMessage })
  .trim()
  .max(500, 'must be an address of at most 500 characters')
  .refine((value) => !/^[^@]*\/\/[^@/]*:[^@/]*@/u.test(value), {
    error: 'must be an address without a password; that is the secret proxy-password',
    abort: true,
  })
  .regex(
    /^(?:off|https?:\/\/(?:[^\s:@/\\?#]+@)?(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?\/?)$/iu,
    proxyMessage,
  )
  .refine((value) => /^off$/iu.test(value) || z.url().safeParse(value).success, {
    error: proxyMessage,
  })
  .transform((value) => (/^off$/iu.test(value) ? 'off' : value.replace(/\/$/u, '')));

/** `host:port`, as an ngrok edge is addressed. */
export const hostPortSchema: z.ZodType<string> = z
  .string({ error: 'must be host:port, such as edge.example.com:443' })
  .regex(
    /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]):\d{1,5}$/u,
    'must be host:port, such as edge.example.com:443',
  );

/** A domain name without scheme and path. */
export const domainSchema: z.ZodType<string> = z
  .string({ error: 'must be a domain name, such as my-name.ngrok.app' })
  .regex(
    /^(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$/u,
    'must be a domain name without https:// and path, such as my-name.ngrok.app',
  );

/** The name of a language, BCP 47, in its usual spelling (`en-us` becomes `en-US`). */
export const languageSchema: z.ZodType<string> = z
  .string({ error: 'must be a language tag, such as en-US' })
  .refine((value) => canonicalLanguage(value) !== null, {
    error: 'must be a language tag, such as en-US or de-DE',
  })
  .transform((value) => canonicalLanguage(value) ?? value);

/** A time zone of the IANA database that this machine knows. */
export const timeZoneSchema: z.ZodType<string> = z
  .string({ error: 'must be a time zone, such as Europe/Berlin' })
  .refine((value) => canonicalZone(value) !== null, {
    error: 'must be a time zone of the IANA list, such as Europe/Berlin',
  });

/** `08:00`, on a clock of 24 hours. */
export const timeOfDaySchema: z.ZodType<string> = z
  .string({ error: 'must be a time of day, such as 08:00' })
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/u, 'must be a time of day, such as 08:00 or 18:30');

const acceleratorMessage =
  'must be a shortcut with at least one of CommandOrControl, Alt, Shift or Super and a key, such as ' +
  'CommandOrControl+Shift+Space';

/** An Electron accelerator. A lone letter is refused: as a global shortcut it would take the key away. */
export const acceleratorSchema: z.ZodType<string> = z
  .string({ error: acceleratorMessage })
  .refine(isAccelerator, { error: acceleratorMessage });

const modifier =
  /^(?:Command|Cmd|Control|Ctrl|CommandOrControl|CmdOrCtrl|Alt|Option|AltGr|Shift|Super|Meta)$/iu;
const namedKey =
  /^(?:F(?:[1-9]|1\d|2[0-4])|Plus|Space|Tab|Capslock|Numlock|Scrolllock|Backspace|Delete|Insert|Return|Enter|Up|Down|Left|Right|Home|End|PageUp|PageDown|Escape|Esc|VolumeUp|VolumeDown|VolumeMute|MediaNextTrack|MediaPreviousTrack|MediaStop|MediaPlayPause|PrintScreen|num(?:\d|dec|add|sub|mult|div))$/iu;

function isAccelerator(value: string): boolean {
  const parts = value.split('+');
  const key = parts.at(-1) ?? '';
  const modifiers = parts.slice(0, -1);
  if (new Set(modifiers.map((part) => part.toLowerCase())).size !== modifiers.length) return false;
  const isKey = /^[\x21-\x2A\x2C-\x7E]$/u.test(key) || namedKey.test(key);
  const standsAlone = /^(?:F\d+|Media.+|Volume.+|PrintScreen)$/iu.test(key);
  return (
    isKey && modifiers.every((part) => modifier.test(part)) && (standsAlone || modifiers.length > 0)
  );
}

function canonicalLanguage(value: string): string | null {
  try {
    return Intl.getCanonicalLocales(value)[0] ?? null;
  } catch {
    // RangeError is how Intl says that the tag is malformed.
    return null;
  }
}

function orList(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}

/** `phone.silencePromptMs` as `PHONE_SILENCE_PROMPT_MS`. */
export function screamingSnake(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/gu, '$1_$2')
    .replace(/[^A-Za-z0-9]+/gu, '_')
    .toUpperCase();
}
