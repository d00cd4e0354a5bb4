import { AppError } from '../../shared/errors.ts';
import type { Check } from './check.ts';
import { bad, good, off, sentences } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { reached } from './reached.ts';
import type { VoipBinPort } from './voipbin-ports.ts';

/** An answer that takes longer is heard on a call. */
const slowMs = 1500;

/** Signed in, with the rights that calls need; who may be called; how fast it answers. */
export function checkVoipBinAccount(port: VoipBinPort): Check {
  const look = (signal: AbortSignal): Promise<Outcome> =>
    reached(
      'VoIPBIN',
      () => signIn(port, signal),
      'Check the network, voipbin.url, and voipbin.caFile for one of your own.',
    );
  return { hop: 'voipbin-account', after: null, look };
}

async function signIn(port: VoipBinPort, signal: AbortSignal): Promise<Outcome> {
  const { door, clock } = port;
  try {
    const askedAt = clock.now();
    const { profile, isVerified } = await door.readCustomer(signal);
    const tookMs = Math.round(clock.now() - askedAt);
    await door.liveCalls(signal);
    const isSlow = tookMs > slowMs;
    const { detail: warning, remedy } = expiry(port);
    return good(
      sentences(
        `Signed in to ${profile.name === '' ? 'the account' : profile.name}, with the rights for calls.`,
        isVerified === false &&
          'The account is not verified: it may call extensions and SIP addresses only.',
        `It answers within ${tookMs} ms${isSlow ? ', which is heard on calls' : ''}.`,
        warning,
      ),
      remedy !== '' ? remedy : isSlow ? 'Check the network between here and VoIPBIN.' : '',
    );
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'VOIPBIN_NO_CREDENTIAL') return without(port, error);
    if (error.code === 'VOIPBIN_PERMISSION_DENIED') return bad(error.message, rights);
    throw error;
  }
}

const rights = 'Use an access key, or a user who is an administrator or manager of the account.';

function without({ inbound, source }: VoipBinPort, { message, remedy }: AppError): Outcome {
  const wantedBy = inbound !== 'off' ? 'phone.inbound' : source !== null ? 'voipbin.source' : null;
  if (wantedBy === null) return off(message, remedy);
  return bad(`${message} But ${wantedBy} is set.`, remedy);
}

/** The notice of a credential that runs out stands in the state of the connection. */
function expiry({ door }: VoipBinPort): { readonly detail: string; readonly remedy: string } {
  const { status, detail, remedy } = door.events.state();
  const notice = /The (?:token|access key) (?:expires|has expired)[^.]*\./u.exec(detail)?.[0];
  return status === 'connected' && notice !== undefined
    ? { detail: notice, remedy }
    : { detail: '', remedy: '' };
}
