import type { ConnectionState } from '../../shared/connection.ts';
import { describeRefusal } from './ngrok-refusals.ts';

/** Reasons of our own, beside ngrok's `ERR_NGROK_…` codes. */
export const troubleCodes = [
  'UNREACHABLE',
  'TLS',
  'TIMEOUT',
  'SILENT',
  'NOT_THROUGH',
  'CONNECTION_LOST',
  'CHILD_ENDED',
  'CLOSED_BY_EDGE',
  'ADDRESS_LOST',
  'RESTART_COMMAND',
  'STOP_COMMAND',
  'SDK_MISSING',
] as const;
export type TroubleCode = (typeof troubleCodes)[number];

const retrying = (detail: string, remedy = ''): ConnectionState => ({
  status: 'reconnecting',
  detail,
  remedy,
});
const refused = (detail: string, remedy: string): ConnectionState => ({
  status: 'refused',
  detail,
  remedy,
});

const ownTroubles: Readonly<Record<TroubleCode, ConnectionState>> = {
  UNREACHABLE: retrying('ngrok cannot be reached; trying again.', 'Check the network.'),
  TLS: retrying(
    'A secure connection to ngrok could not be made; trying again.',
    'Check for a sign-in page or proxy on the network and, with another ngrok edge, its CA file.',
  ),
  TIMEOUT: retrying('ngrok did not answer in time; trying again.', 'Check the network.'),
  SILENT: retrying('The connection to ngrok fell silent; opening a new one.'),
  NOT_THROUGH: retrying('Requests to the public address do not arrive; opening a new tunnel.'),
  CONNECTION_LOST: retrying('The connection to ngrok was lost; opening a new one.'),
  CHILD_ENDED: retrying('The process of the tunnel ended; starting a new one.'),
  ADDRESS_LOST: retrying('ngrok does not give the former address back; asking for another one.'),
  CLOSED_BY_EDGE: retrying('ngrok closed the tunnel; opening it again.'),
  RESTART_COMMAND: retrying('A restart was asked for in the ngrok dashboard.'),
  STOP_COMMAND: refused(
    'The tunnel was stopped in the ngrok dashboard.',
    'It opens again within a minute; to keep it closed, switch the tunnel off in the settings.',
  ),
  SDK_MISSING: {
    status: 'failed',
    detail: 'The ngrok library cannot be loaded on this machine.',
    remedy: 'Install Adjutant again, or switch the tunnel off in the settings.',
  },
};

/** The sentence and the remedy for a reason; codes that are not known get a general one that names them. */
export function describeTrouble(code: string): ConnectionState {
  const known = describeRefusal(code);
  if (known) return known;
  if (isOwn(code)) return ownTroubles[code];
  const page = `https://ngrok.com/docs/errors/${code.toLowerCase()}`;
  return refused(`ngrok refused the tunnel (${code}).`, `What it means: ${page}`);
}

/** The edge of ngrok was not come as far as. */
export const unreachedCodes: readonly TroubleCode[] = ['UNREACHABLE', 'TLS', 'TIMEOUT'];

/**
 * That where `edge` would be reached by `proxy`, both `host:port`: ngrok's library knows no proxy, so that a network
 * that lets nothing out without one never mends.
 */
export function unreachedBehind(proxy: string, edge: string): ConnectionState {
  return retrying(
    `The tunnel cannot go by the proxy at ${proxy}, and without it ngrok cannot be reached.`,
    `Have ${edge} let out past the proxy, or set tunnel.provider to off: messages and calls come without it.`,
  );
}

/** Refusals that our own lost session brings about until ngrok notices that it is gone. */
export function isEcho(code: string): boolean {
  return code === 'ERR_NGROK_108' || code === 'ERR_NGROK_334';
}

function isOwn(code: string): code is TroubleCode {
  return troubleCodes.some((own) => own === code);
}
