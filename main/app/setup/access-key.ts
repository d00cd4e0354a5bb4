import { ProtocolError, RefusedError } from '../../../shared/errors.ts';
import type { IpcResponse } from '../../../shared/ipc-contract.ts';
import type { Secrets } from '../../settings/ports.ts';
import type { Account } from '../../voipbin/account.ts';
import type { SecretCare } from './secret-care.ts';

export type AccessKeyParts = {
  readonly account: Pick<Account, 'createAccessKey'>;
  readonly secrets: Pick<Secrets, 'get'>;
  readonly secretCare: Pick<SecretCare, 'replace'>;
};

type Made = IpcResponse<'setup:access-key'>;

const secretName = 'voipbin-token';
/** VoIPBIN: a key ends at a time that is set when it is made. */
const keyMs = 365 * 86_400_000;

/** Has VoIPBIN make an access key by the user and the password that are set, and keeps it; one at a time. */
export function accessKeyMaker(parts: AccessKeyParts): (signal: AbortSignal) => Promise<Made> {
  let underWay: Promise<Made> | null = null;
  return (signal) => {
    underWay ??= makeKey(parts, signal).finally(() => {
      underWay = null;
    });
    return underWay;
  };
}

/** Throws RefusedError where a key or token is set, else AppError. */
async function makeKey(parts: AccessKeyParts, signal: AbortSignal): Promise<Made> {
  if ((await parts.secrets.get(secretName)) !== null) {
    throw new RefusedError(
      'ACCESS_KEY_SET',
      'VoIPBIN is opened by an access key already.',
      `Remove ${secretName} first, if it is to be another one.`,
    );
  }
  const { token, expiresAt } = await parts.account.createAccessKey('Adjutant', keyMs, signal);
  if (token === null) {
    throw new ProtocolError('VOIPBIN_SHAPE', 'VoIPBIN made an access key and did not tell it.');
  }
  const { kept, detail } = await parts.secretCare.replace(secretName, token);
  return { kept, detail, expiresAt };
}
