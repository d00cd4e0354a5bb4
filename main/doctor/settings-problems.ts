import type { Hop } from '../../shared/doctor.ts';
import type { SettingsProblem } from '../../shared/ipc-contract.ts';
import { bad, sentences } from './outcome.ts';
import type { Outcome } from './outcome.ts';

/** Beginning of a key, and the hop that does not work as the owner meant it when such a key is not taken. */
const owners: readonly (readonly [string, Hop])[] = [
  ['keychain.', 'keychain'],
  ['llm.', 'model'],
  ['tunnel.', 'tunnel'],
  ['ngrok.', 'tunnel'],
  ['carbonvoice.', 'carbonvoice-identity'],
  ['voipbin.', 'voipbin-account'],
  ['phone.', 'voipbin-number'],
  ['calendar.', 'calendar'],
  ['mcp.', 'mcp'],
  ['stt.', 'speech'],
];
/** The file itself, and keys that belong to no hop. */
const rest: Hop = 'store';
/** As a path: all of it cannot be read. Without the proxy that was meant, nothing goes out. */
const faults = new Set(['settings.json', 'network.proxy']);

/** What was found, with the settings of this hop that were not taken: another value is in force than the owner wrote. */
export function withProblems(
  hop: Hop,
  found: Outcome,
  problems: readonly SettingsProblem[],
): Outcome {
  const own = problems.filter(({ path }) => hopOf(path) === hop);
  if (own.length === 0) return found;
  const told = own.map(({ path, source, message }) => `Setting ${path} (${source}): ${message}.`);
  const detail = sentences(found.detail, ...told);
  const remedy = sentences(found.remedy, 'Put the setting right and start Adjutant again.');
  // A key that belongs to no hop is told, and is no fault of one.
  const isFault = hop !== rest || own.some(({ path }) => faults.has(path));
  return isFault ? bad(detail, remedy) : { ...found, detail, remedy };
}

function hopOf(path: string): Hop {
  return owners.find(([start]) => path.startsWith(start))?.[1] ?? rest;
}
