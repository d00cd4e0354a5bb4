import type { IncomingMessage } from 'node:http';

/** The one value of a header, by its name in lower case; null where it is missing, or there are several. */
export function oneHeader(request: IncomingMessage, name: string): string | null {
  const values = request.headersDistinct[name];
  return values?.length === 1 ? (values[0] ?? null) : null;
}

/**
 * Whether the head of a request announces a delivery: a POST of JSON in UTF-8, not compressed, in a size that fits,
 * and nothing said twice. Whatever else it is, is refused before its body is read.
 */
export function announcesDelivery(request: IncomingMessage, maxBytes: number): boolean {
  const once = (name: string): string | null | undefined => {
    const values = request.headersDistinct[name] ?? [];
    return values.length > 1 ? null : values[0];
  };
  return (
    // Node's parser lets others through, and reads them as this one.
    request.httpVersionMajor === 1 &&
    request.method === 'POST' &&
    once('host') !== null &&
    isJson(once('content-type')) &&
    isNothingBut('identity', once('content-encoding')) &&
    isNothingBut('chunked', once('transfer-encoding')) &&
    isNothingBut('100-continue', once('expect')) &&
    Number(once('content-length') ?? 0) <= maxBytes
  );
}

/** `application/json`; a charset says nothing for JSON, but another one than UTF-8 contradicts it (RFC 8259 §8.1). */
function isJson(mediaType: string | null | undefined): boolean {
  const [type, ...parameters] = (mediaType ?? '').split(';').map((part) => part.trim());
  if (type?.toLowerCase() !== 'application/json') return false;
  const charset = parameters.find((parameter) => /^charset\s*=/iu.test(parameter));
  return charset === undefined || /^charset=(?:"utf-8"|utf-8)$/iu.test(charset);
}

/** Not said, or just this; null is what is said more than once. */
function isNothingBut(allowed: string, value: string | null | undefined): boolean {
  return value === undefined || value?.trim().toLowerCase() === allowed;
}
