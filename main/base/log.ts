import { pino } from 'pino';

/** Fields under `private` reach the sink only when diagnostics are on. */
export type LogFields = Readonly<Record<string, unknown>> & {
  readonly private?: Readonly<Record<string, unknown>>;
};

/** A static sentence plus fields; words, names, numbers and tokens never go into the sentence. */
export interface Logger {
  debug(sentence: string, fields?: LogFields): void;
  info(sentence: string, fields?: LogFields): void;
  warn(sentence: string, fields?: LogFields): void;
  error(sentence: string, fields?: LogFields): void;
  child(name: string): Logger;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogOptions = {
  readonly level: LogLevel;
  /** Keep private fields. */
  readonly diagnostics: boolean;
  readonly write: (line: string) => void;
};

/** JSON lines to `write`; redaction happens here, at the sink, and nowhere else. */
export function createLogger(name: string, options: LogOptions): Logger {
  const sink = pino(
    { level: options.level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    { write: options.write },
  );
  const make = (part: string): Logger => {
    const at =
      (level: LogLevel) =>
      (sentence: string, fields: LogFields = {}): void => {
        const { private: hidden, ...open } = fields;
        sink[level](
          { part, ...open, ...(options.diagnostics && hidden ? { private: hidden } : {}) },
          sentence,
        );
      };
    return {
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      child: (child) => make(`${part}.${child}`),
    };
  };
  return make(name);
}

/** For tests and for places where no log is wanted. */
export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLogger,
};

/** What may be logged of an error: its class and code, never its text, which may be a remote's. */
export function errorFields(error: unknown): LogFields {
  const name = error instanceof Error ? error.name : typeof error;
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
  return {
    error: name,
    code,
    private: { message: error instanceof Error ? error.message : String(error) },
  };
}
