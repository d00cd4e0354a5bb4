import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { Scope } from '../base/scope.ts';
import { openPracticeCarbonVoice } from '../rehearsal/practice-carbon-voice.ts';
import { withFixedSecrets } from '../settings/fixed-secrets.ts';
import type { Secrets } from '../settings/ports.ts';
import type { Rehearsal } from './window.ts';

/** The practice services, and what they change: an address, and a token that is no real one. */
export type OpenedRehearsal = Rehearsal & {
  readonly url: string;
  readonly fix: (secrets: Secrets) => Secrets;
};

export async function openRehearsal(
  { home, clock, log }: { readonly home: string; readonly clock: Clock; readonly log: Logger },
  scope: Scope,
): Promise<OpenedRehearsal> {
  const dataDir = join(home, 'rehearsal');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const practice = scope.add(
    'rehearsal',
    await openPracticeCarbonVoice({ dataDir, clock, log: log.child('rehearsal') }, scope.signal),
  );
  return {
    url: practice.url,
    fix: (secrets) => withFixedSecrets(secrets, { 'carbonvoice-pat': practice.pat }),
    faults: () => practice.faults(),
    setFault: (name, on) => practice.setFault(name, on),
    onFaultsChange: (listener) => practice.onFaultsChange(listener),
    sendVoiceMessage: (message) => practice.sendVoiceMessage(message),
  };
}
