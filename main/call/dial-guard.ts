import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { NumberType, PhoneNumber } from 'libphonenumber-js/max';
import { RefusedError } from '../../shared/errors.ts';
import type { Party } from './ports.ts';

/** Where calls may go. */
export type DialPolicy = {
  /** Own number, E.164: its country is home. Null: there is no home. */
  readonly source: string | null;
  /** Contacts, E.164: called in whatever country they are. */
  readonly contacts: readonly string[];
};

/** The codes that telephone systems of one's own pass on to the police, fire brigade and ambulance. */
const emergencyAnywhere: ReadonlySet<string> = new Set(['000', '112', '911', '999']);

/**
 * National short codes of the same. A machine that calls them by mistake keeps somebody else waiting. An extension may
 * well have one of these numbers, so they count behind a `+` only.
 */
const emergencyNational: ReadonlySet<string> = new Set(
  '100 101 102 103 104 108 110 111 113 114 115 117 118 119 122 123 131 133 144 155 158 190 191 192 193 194 195 199 933 988 995'.split(
    ' ',
  ),
);

/** Kinds of numbers that cost the caller more than a call; a personal number forwards at the caller's expense. */
const dear: ReadonlyMap<NumberType, string> = new Map([
  ['PREMIUM_RATE', 'a premium-rate number'],
  ['SHARED_COST', 'a shared-cost number'],
  ['PERSONAL_NUMBER', 'a personal number, which is charged like a premium-rate one'],
]);

/** Throws RefusedError for what is not to be dialled, before it costs anything. Knows no time and asks nobody. */
export function guardDial(target: Party, policy: DialPolicy): void {
  refuseEmergency(target);
  if (target.type !== 'tel') return;
  const number = parsePhoneNumberFromString(target.target);
  // Possible, not valid: which numbers are given out changes by the week, and the service knows better.
  if (!number?.isPossible()) {
    throw new RefusedError(
      'CALL_INVALID',
      `${target.target} is no number that anybody can have.`,
      'Check the country code and the digits.',
    );
  }
  refuseDear(number);
  if (policy.contacts.includes(number.number)) return;
  refuseAbroad(number, policy.source);
}

function refuseEmergency(party: Party): void {
  if (!isEmergency(party)) return;
  throw new RefusedError(
    'CALL_EMERGENCY',
    `${party.target} is an emergency number, which Adjutant does not call.`,
    'In an emergency, call it yourself.',
  );
}

function isEmergency({ type, target }: Party): boolean {
  const digits = (target.split('@')[0] ?? '').replace(/^\+/, '');
  if (emergencyAnywhere.has(digits)) return true;
  if (type !== 'tel') return false;
  const code = parsePhoneNumberFromString(target)?.nationalNumber ?? digits;
  return emergencyAnywhere.has(code) || emergencyNational.has(code);
}

function refuseDear(number: PhoneNumber): void {
  const type = number.getType();
  const kind = type === undefined ? undefined : dear.get(type);
  if (kind === undefined) return;
  throw new RefusedError(
    'CALL_PREMIUM',
    `${number.number} is ${kind}; such numbers are not called.`,
    'Call it yourself, or look for an ordinary number of the same party.',
  );
}

/**
 * One country code serves several countries (+1 twenty-five of them), so countries are compared; codes only where a
 * number tells no country. Without a number of our own there is no home, and nothing to compare with.
 */
function refuseAbroad(number: PhoneNumber, source: string | null): void {
  const home = source === null ? undefined : parsePhoneNumberFromString(source);
  if (home === undefined) return;
  const known = number.country !== undefined && home.country !== undefined;
  const isHome = known
    ? number.country === home.country
    : number.countryCallingCode === home.countryCallingCode;
  if (isHome) return;
  const where = number.country ? `in another country (${number.country})` : 'abroad';
  throw new RefusedError(
    'CALL_ABROAD',
    `${number.number} is ${where}; calls go to ${home.country ?? `+${home.countryCallingCode}`} and to contacts only.`,
    'Add the number to phone.allow to have it called.',
  );
}
