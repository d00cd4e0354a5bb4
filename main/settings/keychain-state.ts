import type { ConnectionState } from '../../shared/connection.ts';
import { AuthError } from '../../shared/errors.ts';

export const keychainOff: ConnectionState = {
  status: 'off',
  detail: 'The keychain is switched off; secrets are kept for this run only.',
  remedy: 'Set keychain.enabled (ADJUTANT_KEYCHAIN) to on.',
};
export const keychainAsked: ConnectionState = {
  status: 'connecting',
  detail: 'The keychain is being asked.',
  remedy: '',
};

/** After its last answer; `rest`: the names of what is in this run's memory only. */
export function keychainState(refusal: AuthError | null, rest: readonly string[]): ConnectionState {
  return refusal === null ? connected(rest) : refused(refusal, rest);
}

function connected(rest: readonly string[]): ConnectionState {
  return {
    status: 'connected',
    detail: `Secrets are kept in the keychain.${restOf(rest)}`,
    remedy: rest.length === 0 ? '' : 'Set them again to keep them.',
  };
}

function refused(error: AuthError, rest: readonly string[]): ConnectionState {
  return {
    status: isMissing(error) ? 'failed' : 'refused',
    detail: `${error.message}${restOf(rest)}`,
    remedy: error.remedy,
  };
}

function restOf(names: readonly string[]): string {
  return names.length === 0 ? '' : ` Kept for this run only: ${names.join(', ')}.`;
}

/** Whether there is no keychain, rather than one that is locked. */
export function isMissing(error: unknown): boolean {
  return error instanceof AuthError && error.code === 'KEYCHAIN_MISSING';
}
