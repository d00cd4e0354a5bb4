import type { ConnectionName } from '../../shared/connection.ts';
import type { Hop, Verdict } from '../../shared/doctor.ts';

/** What each hop is called. */
export const hopNames: Readonly<Record<Hop, string>> = {
  keychain: 'Keychain',
  store: 'Data file',
  model: 'Model',
  tunnel: 'Tunnel',
  'public-path': 'Public path to this machine',
  'carbonvoice-identity': 'Carbon Voice: the agent account',
  'carbonvoice-subscription': 'Carbon Voice: how messages come',
  'carbonvoice-reply': 'Carbon Voice: replies',
  'voipbin-account': 'VoIPBIN: the account',
  'voipbin-socket': 'VoIPBIN: events of calls',
  'voipbin-number': 'VoIPBIN: your number',
  calendar: 'Calendars',
  mcp: 'MCP servers',
  speech: 'Speech into text',
};

/** The hops on the way of each connection. */
export const hopsOfConnection: Readonly<Record<ConnectionName, readonly Hop[]>> = {
  carbonvoice: ['carbonvoice-identity', 'carbonvoice-subscription', 'carbonvoice-reply'],
  voipbin: ['voipbin-account', 'voipbin-socket', 'voipbin-number'],
  tunnel: ['tunnel', 'public-path'],
  llm: ['model'],
  keychain: ['keychain'],
  mcp: ['mcp'],
};

const verdicts: Readonly<Record<Verdict, string>> = {
  good: 'in order',
  off: 'not set up',
  bad: 'not in order',
};

/** What looks at hops say. */
export const hopStrings = {
  verdicts,
  looking: 'being looked at',
  waiting: 'takes its time',
  toCome: 'not looked at yet',
  all: 'Look at every hop',
  again: 'Look again',
  againAt: (name: string) => `Look again: ${name}`,
  costs: 'The model is asked for one word. Nothing is sent to anybody and nothing is bought.',
  running: 'Looking; this takes up to twenty seconds.',
  done: (bad: number) =>
    bad === 0
      ? 'Every hop is in order or not set up.'
      : bad === 1
        ? '1 hop is not in order.'
        : `${bad} hops are not in order.`,
  chain: 'Every hop on the way',
  guide: 'Set up step by step',
};
