import { request as requestPlain } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as requestSecure } from 'node:https';
import type { AppError } from '../../shared/errors.ts';
import type { Proxies } from '../base/proxy.ts';
import { proxyFaultIn } from '../base/proxy-blame.ts';
import { describeTurnedAway } from './ngrok-refusals.ts';
import type { Doorway } from './ports.ts';

/**
 * What came of a request to the public address. `through`: it came in here, and our answer went back. `lost`: ngrok was
 * reached, and what it leads to is not us. `refused`: ngrok turns visitors away, and another tunnel would change
 * nothing. `unproven`: this machine could not ask, which says nothing of others.
 */
export type Proof = {
  readonly verdict: 'through' | 'lost' | 'refused' | 'unproven';
  readonly detail: string;
  readonly remedy: string;
  /** Whether ngrok took the request and we never saw it: then nobody else counts it. */
  readonly isUncounted: boolean;
};

export type ProofOptions = {
  readonly url: string;
  /** From the first packet to the end of the answer's headers, in milliseconds. */
  readonly timeoutMs: number;
  /** Null: the address is asked straight. */
  readonly proxies: Proxies | null;
};

/** How far an attempt came. */
type Outcome =
  | { readonly type: 'answered'; readonly status: number; readonly code: string | null }
  /** `wasConnected`: the request was on its way when it failed or the time was over. */
  | {
      readonly type: 'failed';
      readonly code: string;
      readonly wasConnected: boolean;
      /** The proxy's own fault, in its words; null where it is to blame for nothing. */
      readonly ofProxy: AppError | null;
    };

/** Our own answer to a path that leads nowhere. */
const refusalStatus = 404;

/**
 * Asks for a path that nobody else knows through the public address, and looks whether it comes in here. No redirect is
 * followed, and no connection of before is used. Rejects with the signal's reason only.
 */
export async function provePublicAddress(
  door: Doorway,
  options: ProofOptions,
  signal: AbortSignal,
): Promise<Proof> {
  signal.throwIfAborted();
  const visit = door.expect();
  try {
    const outcome = await ask(new URL(visit.path, options.url), options, signal);
    signal.throwIfAborted();
    return judge(outcome, visit.wasSeen);
  } finally {
    visit.close();
  }
}

function ask(
  url: URL,
  { timeoutMs, proxies }: ProofOptions,
  signal: AbortSignal,
): Promise<Outcome> {
  const isSecure = url.protocol === 'https:';
  const agent = proxies?.agentFor(url) ?? null;
  const end = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const request = (isSecure ? requestSecure : requestPlain)(url, {
    agent: agent ?? false,
    signal: end,
    // ngrok: a page of its own stands before browsers on the free plan; this header goes past it.
    headers: { 'user-agent': 'Adjutant', 'ngrok-skip-browser-warning': '1' },
  });
  return new Promise((resolve) => {
    let wasConnected = false;
    const giveUp = (): void =>
      resolve({ type: 'failed', code: 'TIMEOUT', wasConnected, ofProxy: null });
    // While the way through a proxy is being opened, Node tells of no end.
    if (agent !== null) end.addEventListener('abort', giveUp, { once: true });
    request.on('socket', (socket) => {
      // Through a proxy it stands already.
      if (agent !== null) wasConnected = true;
      socket.once(isSecure ? 'secureConnect' : 'connect', () => {
        wasConnected = true;
      });
    });
    request.on('response', (answer) => {
      resolve(toAnswer(answer));
      // What it says is of no interest.
      answer.on('error', () => {});
      answer.destroy();
    });
    request.on('error', (error) =>
      resolve({ type: 'failed', code: codeOf(error), wasConnected, ofProxy: proxyFaultIn(error) }),
    );
    request.end();
  });
}

function toAnswer({ statusCode, headers }: IncomingMessage): Outcome {
  const code = headers['ngrok-error-code'];
  const isCode = typeof code === 'string' && /^ERR_NGROK_\d{1,6}$/.test(code);
  return { type: 'answered', status: statusCode ?? 0, code: isCode ? code : null };
}

function codeOf(error: Error): string {
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'TIMEOUT';
  return 'code' in error && typeof error.code === 'string' ? error.code : 'NETWORK';
}

function judge(outcome: Outcome, wasSeen: boolean): Proof {
  if (outcome.type === 'failed') return judgeFailure(outcome, wasSeen);
  const { status, code } = outcome;
  const isUncounted = !wasSeen;
  if (code !== null) {
    const refusal = describeTurnedAway(code);
    if (refusal) return { verdict: 'refused', ...refusal, isUncounted };
    const detail = `ngrok answers requests to the public address itself (${code}).`;
    return { verdict: 'lost', detail, remedy: pageOf(code), isUncounted };
  }
  if (wasSeen && status === refusalStatus) return through;
  if (wasSeen) {
    const detail = `A request to the public address arrived, and ${status} came back instead of our answer.`;
    return { verdict: 'lost', detail, remedy: '', isUncounted };
  }
  return {
    verdict: 'unproven',
    detail: `Something else answers at the public address (status ${status}).`,
    remedy: 'Check for a sign-in page or proxy on the network, and where the domain’s DNS leads.',
    isUncounted: false,
  };
}

function judgeFailure(
  { code, wasConnected, ofProxy }: Extract<Outcome, { type: 'failed' }>,
  wasSeen: boolean,
): Proof {
  if (wasConnected || wasSeen) {
    const detail = wasSeen
      ? 'A request to the public address arrived, and the answer did not get back.'
      : 'A request to the public address did not arrive in time.';
    return { verdict: 'lost', detail, remedy: '', isUncounted: !wasSeen };
  }
  const notChecked = 'Whether the public address leads here could not be checked from this machine';
  if (ofProxy !== null) {
    const detail = `${notChecked}. ${ofProxy.message}`;
    return { verdict: 'unproven', detail, remedy: ofProxy.remedy, isUncounted: false };
  }
  const isName = code === 'ENOTFOUND' || code === 'EAI_AGAIN';
  const isTrust = /CERT|TLS|SSL|SIGNATURE/.test(code);
  const reason = isName
    ? 'its name could not be found'
    : isTrust
      ? 'its certificate is not trusted'
      : 'it could not be reached';
  return {
    verdict: 'unproven',
    detail: `${notChecked}: ${reason} (${code}).`,
    remedy: isTrust
      ? 'Check for a sign-in page or proxy on the network, and the date of this machine.'
      : 'Check the network and the DNS of this machine.',
    isUncounted: false,
  };
}

const through: Proof = {
  verdict: 'through',
  detail: 'A request to the public address came back to this machine.',
  remedy: '',
  isUncounted: false,
};

function pageOf(code: string): string {
  return `What it means: https://ngrok.com/docs/errors/${code.toLowerCase()}`;
}
