import { AuthError, RemoteError } from '../../shared/errors.ts';
import type { HttpAnswer } from '../base/http.ts';
import { parseRetryAfter } from '../base/retry-after.ts';
import { parseToldError } from './wire.ts';
import type { ToldError } from './wire.ts';

/** What was asked for, where the sentence depends on it. */
export type Asked = 'sign-in' | 'place-call' | 'send-text' | 'other';

const sentences: Readonly<Record<string, string>> = {
  IDENTITY_VERIFICATION_REQUIRED:
    'VoIPBIN calls public numbers only for verified customers: verify your identity in its console, or call an extension or a SIP address.',
  INSUFFICIENT_BALANCE: 'The balance of the VoIPBIN account is too low: top it up in its console.',
  ACCOUNT_FROZEN: 'The VoIPBIN account is frozen: its owner can recover it in the console.',
  DIRECT_ACCESS_NOT_SUPPORTED:
    'This VoIPBIN token is for one conversation only: use an access key of the account.',
  PERMISSION_DENIED:
    'The VoIPBIN account may not do this: it needs the rights of an administrator.',
  RATE_LIMIT_EXCEEDED: 'VoIPBIN asks to slow down.',
  STT_NOT_CONFIGURED: 'This VoIPBIN has no speech recognition set up.',
  TRANSCRIBE_ALREADY_PROGRESSING: 'The call is being transcribed already.',
  CALL_NOT_FOUND: 'VoIPBIN does not know this call.',
  SPEAKING_NOT_FOUND: 'The speaking session is gone.',
  TRANSCRIBE_NOT_FOUND: 'The transcription is gone.',
  REQUEST_TIMEOUT: 'VoIPBIN did not finish in time.',
};

/** VoIPBIN: these four all end as a 500 without a reason, however the documentation has it. */
const hiddenCauses =
  'VoIPBIN could not place the call and does not say why. Likely causes: the destination’s country is not allowed (outbound settings), the source is not an active number of the account, the balance is too low, or there is no route.';

const hiddenTextCauses =
  'VoIPBIN could not send the text message and does not say why. Likely causes: the source is not an active number of the account that can send texts, the balance is too low, or there is no route.';

/** An answer that is no success as AuthError (401) or RemoteError; `code` is `VOIPBIN_` and the service's reason. */
export function toRestError(answer: HttpAnswer, asked: Asked): AuthError | RemoteError {
  if (answer.status === 401) return tokenRefused();
  const told = parseToldError(answer.text);
  const reason = told.reason === '' ? `STATUS_${answer.status}` : told.reason;
  return new RemoteError(`VOIPBIN_${reason}`, toSentence(answer.status, told, asked), {
    status: answer.status,
    requestId: told.requestId ?? answer.headers.get('x-request-id'),
    retryAfterMs: parseRetryAfter(answer.headers.get('retry-after')),
  });
}

function toSentence(status: number, told: ToldError, asked: Asked): string {
  const known = Object.hasOwn(sentences, told.reason) ? sentences[told.reason] : undefined;
  if (known) return known;
  if (status === 402) return sentences['INSUFFICIENT_BALANCE'] ?? '';
  if (status === 500 && asked === 'place-call') return hiddenCauses;
  if (status === 500 && asked === 'send-text') return hiddenTextCauses;
  const what = asked === 'sign-in' ? 'VoIPBIN answered the sign-in with' : 'VoIPBIN answered';
  return `${what} ${status}${told.message === '' ? '.' : `: ${told.message.slice(0, 200)}`}`;
}

/** For a token that the service refuses wherever it is put. */
export function tokenRefused(): AuthError {
  return new AuthError('VOIPBIN_TOKEN_REFUSED', 'VoIPBIN refuses the token.', {
    remedy:
      'It may have expired or been deleted: make a new access key in the VoIPBIN console and set it: npm run -s adjutant -- secret set voipbin-token',
  });
}
