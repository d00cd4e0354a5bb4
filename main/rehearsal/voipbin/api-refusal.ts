import type { z } from 'zod';

/** VoIPBIN: the word of the envelope for each HTTP status. */
const words = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  402: 'PAYMENT_REQUIRED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ALREADY_EXISTS',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
} as const;

export type RefusalStatus = keyof typeof words;

/** Why a request is not carried out, as an answer: thrown by routes, written out by the server. */
export class ApiRefusal extends Error {
  readonly status: RefusalStatus;
  readonly reason: string;
  readonly details: readonly unknown[];
  /** In seconds; a 429 only. */
  readonly retryAfterS: number | null;

  constructor(
    status: RefusalStatus,
    reason: string,
    more: {
      readonly message?: string;
      readonly details?: readonly unknown[];
      readonly retryAfterS?: number;
    } = {},
  ) {
    super(more.message ?? 'The request was refused.');
    this.name = 'ApiRefusal';
    this.status = status;
    this.reason = reason;
    this.details = more.details ?? [];
    this.retryAfterS = more.retryAfterS ?? null;
  }

  /** The one envelope of all errors. */
  body(requestId: string): object {
    return {
      error: {
        // VoIPBIN: a 409 for a state is named otherwise than one for a duplicate.
        status: this.reason === 'STATE_INVALID' ? 'FAILED_PRECONDITION' : words[this.status],
        reason: this.reason,
        message: this.message,
        request_id: requestId,
        details: this.details,
      },
    };
  }
}

/** VoIPBIN: every failure whose cause it hides. */
export function internalRefusal(): ApiRefusal {
  return new ApiRefusal(500, 'INTERNAL', { message: 'Internal server error.' });
}

/** VoIPBIN: the 429 of its rate limits. */
export function tooManyRequests(retryAfterS: number): ApiRefusal {
  return new ApiRefusal(429, 'RATE_LIMIT_EXCEEDED', {
    message: 'Too many requests. Please try again later.',
    details: [{ limited_by: 'customer' }],
    retryAfterS,
  });
}

/** The checked body, or a 400 that names the members at fault. */
export function checked<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const members = parsed.error.issues.map((issue) => issue.path.join('.') || 'body');
  throw new ApiRefusal(400, 'INVALID_ARGUMENT', { message: `Invalid: ${members.join(', ')}.` });
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The id of a path, or a 400 when it is none. */
export function checkedId(id: string): string {
  if (uuid.test(id)) return id.toLowerCase();
  throw new ApiRefusal(400, 'INVALID_ID', { message: 'The id is not a UUID.' });
}
