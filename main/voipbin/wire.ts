import { z } from 'zod';
import { ProtocolError } from '../../shared/errors.ts';
import { folded } from '../base/clean-text.ts';

/** VoIPBIN: ids are UUIDs; the length only keeps rubbish out. An all-zero id means "not set". */
export const idSchema = z
  .string()
  .min(1)
  .max(200)
  .refine((value) => !isZeroId(value), { error: 'is not set' })
  // Half a character could be neither kept nor put into a path as it is.
  .refine((value) => !/[\p{Cc}\p{Cs}]/u.test(value), { error: 'is no id' })
  // In a path these two lead out of their place, however they are encoded.
  .refine((value) => !/^\.{1,2}$/u.test(value), { error: 'is no id' });

/** An id that may be absent, empty, null or all-zero; each of these becomes null. */
export const maybeIdSchema = idSchema.nullish().catch(null);
export const maybeTextSchema = z.string().nullish().catch(null);
/** Text that may be absent; then empty. */
export const textSchema = z.string().catch('');

function isZeroId(value: string): boolean {
  return /^[0-]+$/u.test(value);
}

/** Reads `body` by `schema`; throws ProtocolError that names the place, never the content. */
export function parseBy<T>(schema: z.ZodType<T>, body: unknown, what: string): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const place = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new ProtocolError(
    'VOIPBIN_SHAPE',
    `VoIPBIN sent ${what} that cannot be read${place === '' ? '' : ` (at ${place})`}.`,
    { cause: parsed.error },
  );
}

const timePattern =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(\.\d{1,9})?\s?(?:Z|([+-]\d\d:?\d\d))?$/u;

/**
 * An instant in epoch ms, or null when it is unset. VoIPBIN: RFC 3339 with a fraction of any length, or
 * `2026-01-15 09:30:00.000000` in UTC; year 9999 and year 1 both stand for "never".
 */
export function parseTime(value: unknown): number | null {
  const parts = typeof value === 'string' ? timePattern.exec(value.trim()) : null;
  if (!parts) return null;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', fraction] = parts;
  if (Number(year) <= 1 || Number(year) >= 9999) return null;
  const whole = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${second}${toZone(parts[8])}`,
  );
  return Number.isNaN(whole) ? null : whole + toMs(fraction);
}

function toZone(zone: string | undefined): string {
  if (zone === undefined) return 'Z';
  return zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
}

/** `.99184` as milliseconds, to the microsecond. */
function toMs(fraction: string | undefined): number {
  return Math.round(Number(fraction ?? 0) * 1_000_000) / 1000;
}

/** One page of a list. */
export type Page = { readonly items: readonly unknown[]; readonly nextToken: string | null };

const pageSchema = z.object({
  result: z.array(z.unknown()).nullish(),
  next_page_token: maybeTextSchema,
});

/** A page in its envelope, or a bare array: `GET /speakings` is documented as one. Throws ProtocolError. */
export function parsePage(body: unknown): Page {
  if (Array.isArray(body)) return { items: body, nextToken: null };
  const page = parseBy(pageSchema, body, 'a list');
  return { items: page.result ?? [], nextToken: page.next_page_token || null };
}

/** The query of one page; VoIPBIN allows 1 to 100 lines a page. */
export function pageQuery(token: string | null): Readonly<Record<string, string>> {
  return { page_size: '100', ...(token === null ? {} : { page_token: token }) };
}

/** What an error answer tells of itself; everything may be missing. */
export type ToldError = {
  /** Such as `INSUFFICIENT_BALANCE`; empty where it is not told. */
  readonly reason: string;
  readonly message: string;
  readonly requestId: string | null;
};

const token = z.string().regex(/^[A-Z][A-Z0-9_]{1,63}$/u);
const errorSchema = z.object({
  error: z.object({
    status: token.nullish().catch(null),
    reason: token.nullish().catch(null),
    message: maybeTextSchema,
    request_id: maybeTextSchema,
  }),
});

/** VoIPBIN: `/auth/*` failures may have an empty body and proxies answer HTML, so nothing here throws. */
export function parseToldError(text: string): ToldError {
  const { success, data } = errorSchema.safeParse(parseJson(text));
  if (!success) return { reason: '', message: '', requestId: null };
  const { status, reason, message, request_id: requestId } = data.error;
  return {
    reason: reason ?? status ?? '',
    message: folded(message ?? ''),
    requestId: requestId ?? null,
  };
}

/** `undefined` for what is no JSON: the schema of the caller says what is missing. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Told by the schema that reads it.
    return undefined;
  }
}

/** The body of an answer; throws ProtocolError for what is no JSON, such as a proxy's page. */
export function parseBody(text: string): unknown {
  const body = parseJson(text);
  if (body !== undefined) return body;
  throw new ProtocolError('VOIPBIN_NO_JSON', 'VoIPBIN sent an answer that is no JSON.');
}
