/** The classes of failure; what each means and whether it is worth repeating is in ARCHITECTURE.md. */
export type ErrorKind =
  | 'settings'
  | 'auth'
  | 'network'
  | 'remote'
  | 'protocol'
  | 'store'
  | 'refused';

/** A stable code and a sentence for people. */
export type ErrorSentence = { readonly code: string; readonly message: string };

export type AppErrorOptions = {
  readonly retryable?: boolean;
  /** What the owner can do about it, as a sentence. */
  readonly remedy?: string;
  readonly cause?: unknown;
};

/** An error with a stable code, a sentence for people, and `retryable` decided where it is made. */
export class AppError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly retryable: boolean;
  readonly remedy: string;

  constructor(kind: ErrorKind, told: ErrorSentence, options: AppErrorOptions = {}) {
    super(told.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.kind = kind;
    this.code = told.code;
    this.retryable = options.retryable ?? false;
    this.remedy = options.remedy ?? '';
  }
}

/** A key, number or address is missing or malformed; repeated after the owner changes it. */
export class SettingsError extends AppError {
  constructor(code: string, message: string, remedy = '') {
    super('settings', { code, message }, { remedy });
  }
}

/** Refused credentials or a locked keychain. */
export class AuthError extends AppError {
  constructor(code: string, message: string, options: AppErrorOptions = {}) {
    super('auth', { code, message }, options);
  }
}

/** DNS, refused, reset, time-out. `mayHaveArrived` tells whether the request can have reached the service. */
export class NetworkError extends AppError {
  readonly mayHaveArrived: boolean;

  constructor(
    code: string,
    message: string,
    options: AppErrorOptions & { readonly mayHaveArrived?: boolean } = {},
  ) {
    super('network', { code, message }, { retryable: true, ...options });
    this.mayHaveArrived = options.mayHaveArrived ?? true;
  }
}

/** An answer with a status that is not a success. Repeated for 408, 429 and 5xx only. */
export class RemoteError extends AppError {
  readonly status: number;
  readonly requestId: string | null;
  /** From `Retry-After`, in milliseconds. */
  readonly retryAfterMs: number | null;

  constructor(
    code: string,
    message: string,
    answer: {
      readonly status: number;
      readonly requestId?: string | null;
      readonly retryAfterMs?: number | null;
      readonly remedy?: string;
    },
  ) {
    const retryable = answer.status === 408 || answer.status === 429 || answer.status >= 500;
    super('remote', { code, message }, { retryable, remedy: answer.remedy ?? '' });
    this.status = answer.status;
    this.requestId = answer.requestId ?? null;
    this.retryAfterMs = answer.retryAfterMs ?? null;
  }
}

/** An answer, frame or delivery that our schema rejects. */
export class ProtocolError extends AppError {
  constructor(code: string, message: string, options: AppErrorOptions = {}) {
    super('protocol', { code, message }, options);
  }
}

/** SQLite or a migration failed; the data file is left alone. */
export class StoreError extends AppError {
  constructor(code: string, message: string, options: AppErrorOptions = {}) {
    super('store', { code, message }, options);
  }
}

/** A request that is understood and not done, with the reason for people. */
export class RefusedError extends AppError {
  constructor(code: string, message: string, remedy = '') {
    super('refused', { code, message }, { remedy });
  }
}

/** How an error travels over IPC and the control socket, which pass on plain data only. */
export type ErrorEnvelope = {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly retryable: boolean;
};

export function toErrorEnvelope(error: unknown): ErrorEnvelope {
  if (error instanceof AppError) {
    return {
      code: error.code,
      message: error.message,
      remedy: error.remedy,
      retryable: error.retryable,
    };
  }
  // Anything else is a broken assumption; its text may hold private words, so it stays in the log.
  return {
    code: 'INTERNAL',
    message: 'Something went wrong inside Adjutant.',
    remedy: 'The log names the place.',
    retryable: false,
  };
}

/** Cancellation is not an error: it passes through and is never logged. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
