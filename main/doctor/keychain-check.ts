import type { ConnectionState } from '../../shared/connection.ts';
import type { Check } from './check.ts';
import { bad, badState, good, off } from './outcome.ts';

export type KeychainPort = {
  /** A round trip to the keychain; how it went is in the state. */
  readonly probe: () => Promise<void>;
  readonly state: () => ConnectionState;
};

/** Reachable, locked, missing, switched off; and whether anything is only in this run's memory. */
export function checkKeychain({ probe, state }: KeychainPort): Check {
  const look = async () => {
    await probe();
    const told = state();
    if (told.status === 'off') return off(told.detail, told.remedy);
    if (told.status !== 'connected') return badState(told);
    // A secret that the owner set and that will be gone with this run.
    if (told.remedy !== '') return bad(told.detail, told.remedy);
    return good(`${told.detail} It is open and answers.`);
  };
  return { hop: 'keychain', after: null, look };
}
