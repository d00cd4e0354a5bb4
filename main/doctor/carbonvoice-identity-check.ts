import { AppError } from '../../shared/errors.ts';
import type { CarbonVoicePort } from './carbonvoice-ports.ts';
import type { Check } from './check.ts';
import { bad, good, off, sentences } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { reached } from './reached.ts';

/** What the connection warns of that belongs here. */
const aboutToken = /token/iu;
/** Carbon Voice: where its own state is told. */
const statusPage = 'https://status.carbonvoice.app';

/** Whose token it is, and whether the account names the owner: without one nobody is answered. */
export function checkCarbonVoiceIdentity(port: CarbonVoicePort): Check {
  const look = (signal: AbortSignal): Promise<Outcome> =>
    reached(
      'Carbon Voice',
      () => identify(port, signal),
      `Check the network and carbonvoice.url; the service's own state is at ${statusPage}.`,
    );
  return { hop: 'carbonvoice-identity', after: null, look };
}

async function identify(port: CarbonVoicePort, signal: AbortSignal): Promise<Outcome> {
  try {
    const { agentId, agentName, ownerId } = await port.client.whoami(signal);
    const who =
      agentName === '' ? `Signed in as ${agentId}` : `Signed in as ${agentName} (${agentId})`;
    if (ownerId === null) {
      return bad(
        `${who}, but the account names no owner, so nobody is answered.`,
        'Use the token of an agent account: developer.carbonvoice.app → Agents → Create Agent → Personal access tokens → Create token; then: npm run -s adjutant -- secret set carbonvoice-pat',
      );
    }
    const { detail, remedy } = warning(port);
    return good(sentences(`${who}; the owner is ${ownerId}.`, detail), remedy);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'CARBONVOICE_NO_TOKEN') return withoutToken(port, error);
    if (error.code === 'CARBONVOICE_TOKEN_REFUSED') return refused(port, error);
    throw error;
  }
}

function withoutToken({ wantedBy }: CarbonVoicePort, { message, remedy }: AppError): Outcome {
  if (wantedBy === null) return off(message, remedy);
  return bad(`${message} But ${wantedBy} is set.`, remedy);
}

/** The guide's row on 401: the token is sent as it must be, so what is left is the token itself. */
async function refused(port: CarbonVoicePort, { message, remedy }: AppError): Promise<Outcome> {
  const odd = (await port.looksLikeToken()) === false;
  const why = odd
    ? 'It does not begin with cv_pat_, so it is no personal access token.'
    : 'It may have been revoked, or its year is over.';
  return bad(`${message} ${why}`, remedy);
}

/** What the running connection warns of while it works, such as a token that ends soon. */
function warning({ running }: CarbonVoicePort): { detail: string; remedy: string } {
  const state = running?.state();
  const warns =
    state?.status === 'connected' && state.remedy !== '' && aboutToken.test(state.detail);
  return warns ? state : { detail: '', remedy: '' };
}
