import { describe, expect, test } from 'vitest';
import { guardDial } from '../../../main/call/dial-guard.ts';
import type { DialPolicy } from '../../../main/call/dial-guard.ts';
import type { Party } from '../../../main/call/ports.ts';
import { RefusedError } from '../../../shared/errors.ts';

const source = '+12025550199';
const contact = '+442079460123';
const policy: DialPolicy = { source, contacts: [contact, '+449098790000'] };

/** The code of the refusal; null where the number may be called. */
function refusal(target: string, given = policy, type: Party['type'] = 'tel'): string | null {
  try {
    guardDial({ type, target, name: '' }, given);
    return null;
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const isTold = error.remedy !== '' && error.message.includes(target);
    return isTold ? error.code : `${error.code} without number or remedy`;
  }
}

describe('a number', () => {
  test.each([
    ['at home', '+12025550123', null],
    ['that is free to call, at home', '+18005551212', null],
    ['of a contact abroad', contact, null],
    ['abroad', '+442079460999', 'CALL_ABROAD'],
    ['abroad under the same country code', '+14165550123', 'CALL_ABROAD'],
    ['on an island under the same country code', '+18765550123', 'CALL_ABROAD'],
    ['of a satellite', '+881612345678', 'CALL_ABROAD'],
    ['of an area that nobody has, at home', '+15551234567', null],
    ['with a digit too few', '+1202555012', 'CALL_INVALID'],
    ['with a digit too many', '+120255501234', 'CALL_INVALID'],
    ['of a country code that nobody has', '+999123456789', 'CALL_INVALID'],
    ['that costs extra at home', '+19005551234', 'CALL_PREMIUM'],
    ['that costs extra abroad', '+499001234567', 'CALL_PREMIUM'],
    ['that costs extra everywhere', '+979123456789', 'CALL_PREMIUM'],
    ['that costs extra, of a contact', '+449098790000', 'CALL_PREMIUM'],
    ['of shared cost', '+491801234567', 'CALL_PREMIUM'],
    ['that is personal', '+447012345678', 'CALL_PREMIUM'],
    ['of the police', '+1911', 'CALL_EMERGENCY'],
    ['of the police as people write it', '911', 'CALL_EMERGENCY'],
    ['of nobody, as short as one of them', '555', 'CALL_INVALID'],
    ['of the police elsewhere', '+44999', 'CALL_EMERGENCY'],
    ['of the police without a country', '+112', 'CALL_EMERGENCY'],
    ['of an ambulance', '+49112', 'CALL_EMERGENCY'],
  ])('%s: %s is told %s', (_what, target, code) => {
    expect(refusal(target)).toBe(code);
  });

  test('is abroad or at home by the country of our own number', () => {
    const british = { source: '+442079460999', contacts: [] };
    expect(refusal(contact, british)).toBeNull();
    expect(refusal('+12025550123', british)).toBe('CALL_ABROAD');
  });

  test('has nothing to be compared with while there is no number of our own', () => {
    const homeless = { source: null, contacts: [] };
    expect(refusal('+12025550123', homeless)).toBeNull();
    expect(refusal('+19005551234', homeless)).toBe('CALL_PREMIUM');
  });
});

describe('an address that is no public number', () => {
  test.each([
    ['extension', '100', null],
    ['extension', '911', 'CALL_EMERGENCY'],
    ['sip', 'bob@example.com', null],
    ['sip', '112@example.com', 'CALL_EMERGENCY'],
    ['sip', '+911@example.com', 'CALL_EMERGENCY'],
  ] as const)('%s %s is told %s', (type, target, code) => {
    expect(refusal(target, policy, type)).toBe(code);
  });
});
