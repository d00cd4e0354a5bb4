import type { ConnectionState } from '../../shared/connection.ts';

type Words = { readonly detail: string; readonly remedy: string };

const refused = (detail: string, remedy: string): ConnectionState => ({
  status: 'refused',
  detail,
  remedy,
});
const retrying = (detail: string, remedy: string): ConnectionState => ({
  status: 'reconnecting',
  detail,
  remedy,
});

const badToken = refused(
  'ngrok does not accept the authtoken.',
  'Copy the authtoken again from the ngrok dashboard: npm run -s adjutant -- secret set ngrok-authtoken',
);
const tooOld = refused('ngrok no longer accepts this version of its library.', 'Update Adjutant.');
const suspended = refused(
  'ngrok has suspended the account.',
  'Sign in to the ngrok dashboard to see why, or write to support@ngrok.com.',
);
const unpaid = refused(
  'The last payment for the ngrok account failed.',
  'Update the payment at dashboard.ngrok.com/billing.',
);
const notAllowedHere = refused(
  'The ngrok account does not allow agents from this network.',
  'Add this network’s address to the IP restrictions in the ngrok dashboard, or use another network.',
);
const notAllowedByToken = refused(
  'The authtoken may not open this public address.',
  'Change the access rules of the authtoken in the ngrok dashboard, or use another authtoken.',
);
const notInPlan = refused(
  'The plan of the ngrok account does not include a domain of this kind.',
  'Clear ngrok.domain to use the account’s own domain, or upgrade the plan in the ngrok dashboard.',
);
const badDomain = refused(
  'The domain is not written as ngrok wants it.',
  'Correct or clear ngrok.domain in the settings.',
);
const notReserved = refused(
  'ngrok does not let this account use the domain.',
  'Reserve the domain in the ngrok dashboard, or change or clear ngrok.domain in the settings.',
);
const ngrokBusy = retrying('ngrok has trouble of its own; trying again.', 'See status.ngrok.com.');

// ngrok: https://ngrok.com/docs/errors/reference
const refusals: Readonly<Record<string, ConnectionState>> = {
  ERR_NGROK_102: unpaid,
  ERR_NGROK_103: suspended,
  ERR_NGROK_105: badToken,
  ERR_NGROK_106: badToken,
  ERR_NGROK_107: badToken,
  ERR_NGROK_108: refused(
    'The ngrok account has no session left for this machine.',
    'Stop another ngrok agent, or upgrade the plan in the ngrok dashboard.',
  ),
  ERR_NGROK_115: notAllowedHere,
  ERR_NGROK_116: notAllowedHere,
  ERR_NGROK_118: refused(
    'The ngrok account may not use this ngrok edge.',
    'Correct or clear ngrok.serverAddr in the settings.',
  ),
  ERR_NGROK_120: tooOld,
  ERR_NGROK_121: tooOld,
  ERR_NGROK_122: refused(
    'The ngrok account may not use this ngrok edge.',
    'Correct or clear ngrok.serverAddr in the settings.',
  ),
  ERR_NGROK_123: refused(
    'The e-mail address of the ngrok account is not verified.',
    'Verify it at dashboard.ngrok.com/user/settings.',
  ),
  ERR_NGROK_300: badToken,
  ERR_NGROK_308: notAllowedByToken,
  ERR_NGROK_313: notInPlan,
  ERR_NGROK_314: notInPlan,
  ERR_NGROK_315: notInPlan,
  ERR_NGROK_316: notAllowedByToken,
  ERR_NGROK_317: notReserved,
  ERR_NGROK_318: notReserved,
  ERR_NGROK_319: notReserved,
  ERR_NGROK_320: notReserved,
  ERR_NGROK_321: notReserved,
  ERR_NGROK_322: notReserved,
  ERR_NGROK_324: refused(
    'The ngrok account has no public address left for this machine.',
    'Stop another ngrok agent, or upgrade the plan in the ngrok dashboard.',
  ),
  ERR_NGROK_326: badDomain,
  ERR_NGROK_327: badDomain,
  ERR_NGROK_328: badDomain,
  ERR_NGROK_329: badDomain,
  ERR_NGROK_330: badDomain,
  ERR_NGROK_331: badDomain,
  ERR_NGROK_334: refused(
    'The public address is already in use by another ngrok agent.',
    'Stop the other agent, or set another ngrok.domain in the settings.',
  ),
  ERR_NGROK_337: unpaid,
  ERR_NGROK_338: suspended,
  ERR_NGROK_802: ngrokBusy,
  ERR_NGROK_803: ngrokBusy,
  ERR_NGROK_4018: refused(
    'ngrok wants a verified account and an authtoken.',
    'Copy the authtoken from the ngrok dashboard: npm run -s adjutant -- secret set ngrok-authtoken',
  ),
};

/** Why ngrok did not open the tunnel; null for a code that has no sentence of its own. */
export function describeRefusal(code: string): ConnectionState | null {
  return refusals[code] ?? null;
}

const usedUp = (what: string): Words => ({
  detail: `ngrok turns visitors away: ${what} of the ngrok plan are used up for this month.`,
  remedy: 'Upgrade the plan at dashboard.ngrok.com/billing, or wait for the next month.',
});
const tooFast: Words = {
  detail: 'ngrok turns visitors away: more came at once than the ngrok plan allows.',
  remedy: 'It passes within a minute; if it comes again, upgrade the plan in the ngrok dashboard.',
};

// ngrok: https://ngrok.com/docs/errors/reference
const turnedAway: Readonly<Record<string, Words>> = {
  ERR_NGROK_702: tooFast,
  ERR_NGROK_703: tooFast,
  ERR_NGROK_714: tooFast,
  ERR_NGROK_715: tooFast,
  ERR_NGROK_725: usedUp('the bytes'),
  ERR_NGROK_726: usedUp('the connections'),
  ERR_NGROK_727: usedUp('the requests'),
  ERR_NGROK_728: usedUp('the connections'),
  ERR_NGROK_731: usedUp('the connections'),
  ERR_NGROK_732: usedUp('the requests'),
  ERR_NGROK_734: tooFast,
};

/** Why ngrok does not let a visitor of the tunnel through; null where the tunnel itself is what fails. */
export function describeTurnedAway(code: string): Words | null {
  return turnedAway[code] ?? null;
}
