import { calendarSecretName } from '../../shared/calendar-sources.ts';
import {
  AppError,
  AuthError,
  NetworkError,
  ProtocolError,
  RefusedError,
  RemoteError,
} from '../../shared/errors.ts';

/**
 * As it was, but naming the calendar; of an address no more stands in it than its host, in the words of a proxy: the rest
 * may be a secret by itself.
 */
export function namedError(name: string, error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  const { code, cause, remedy } = error;
  const message = `The calendar “${name}”: ${error.message}`;
  const options = { cause, remedy };
  if (error instanceof NetworkError) {
    return new NetworkError(code, message, { ...options, mayHaveArrived: error.mayHaveArrived });
  }
  if (error instanceof AuthError) return new AuthError(code, message, options);
  if (error instanceof RefusedError) return new RefusedError(code, message, remedy);
  if (error instanceof RemoteError) return new RemoteError(code, message, error);
  return new ProtocolError(code, message, options);
}

/** What an answer without success means for whoever has set the calendar up. */
export function refusedAnswer(status: number, name: string): AppError {
  if (status === 401) {
    return new AuthError('CALENDAR_PASSWORD', 'The user name or the password is wrong.', {
      remedy: `Set the password anew: npm run -s adjutant -- secret set ${calendarSecretName(name)}. Many services want a password made for this app alone.`,
    });
  }
  if (status === 403) {
    return new AuthError(
      'CALENDAR_FORBIDDEN',
      'It may not be read or changed with this password.',
      {
        remedy: 'Check the address and what the user may do there.',
      },
    );
  }
  if (status === 404 || status === 410) {
    return new RefusedError(
      'CALENDAR_GONE',
      'There is no calendar at its address.',
      'Check its url in calendar.sources.',
    );
  }
  if (status === 405 || status === 501) {
    return new RefusedError(
      'CALENDAR_KIND',
      'Its address is none of CalDAV.',
      'Check its url and its kind in calendar.sources.',
    );
  }
  return new RemoteError('CALENDAR_REFUSED', `Its server answered ${status}.`, { status });
}

/** An answer that leads elsewhere. */
export function ledElsewhere(): RefusedError {
  return new RefusedError(
    'CALENDAR_MOVED',
    'Its address leads to another server, to which no password is passed on.',
    'Set the address that it leads to as its url in calendar.sources.',
  );
}
