import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RefusedError } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { Scope } from '../base/scope.ts';
import { openPracticeCarbonVoice } from '../rehearsal/practice-carbon-voice.ts';
import type { PracticeCarbonVoice } from '../rehearsal/practice-carbon-voice.ts';
import { openPracticeVoipBin } from '../rehearsal/practice-voip-bin.ts';
import type { PracticeVoipBin } from '../rehearsal/practice-voip-bin.ts';
import { say, waitForSilence, waitForSpeech } from '../rehearsal/voipbin/caller-script.ts';
import { withFixedSecrets } from '../settings/fixed-secrets.ts';
import type { Secrets } from '../settings/ports.ts';
import type { Rehearsal } from './window.ts';

/** The practice services, and what they change: addresses, and tokens that are no real ones. */
export type OpenedRehearsal = Rehearsal & {
  readonly url: string;
  readonly phone: { readonly url: string; readonly number: string };
  readonly fix: (secrets: Secrets) => Secrets;
};

/** Makes a practice call the owner's. */
const practicePin = '4711';
/** Who calls in a rehearsal: a number that nobody can have. */
const practiceCaller = '+12025550123';
/** A caller waits for a pause of the agent before it speaks. */
const politeMs = 600;
/** Callers wait to be greeted; where nobody says anything, they begin. */
const greetingMs = 4000;

export async function openRehearsal(
  { home, clock, log }: { readonly home: string; readonly clock: Clock; readonly log: Logger },
  scope: Scope,
): Promise<OpenedRehearsal> {
  const dataDir = join(home, 'rehearsal');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const own = { clock, log: log.child('rehearsal') };
  const voice = await openPracticeCarbonVoice({ dataDir, ...own }, scope.signal);
  scope.add('practice Carbon Voice', voice);
  const phone = await openPracticeVoipBin(own, scope.signal);
  scope.add('practice VoIPBIN', phone);
  const tokens = {
    'carbonvoice-pat': voice.pat,
    'voipbin-token': phone.accessKey,
    // The real one is nothing to practise aloud.
    'phone-pin': practicePin,
  };
  return {
    url: voice.url,
    phone: { url: phone.url, number: phone.number },
    fix: (secrets) => withFixedSecrets(secrets, tokens),
    ...faultSwitches(voice, phone),
    sendVoiceMessage: (message) => voice.sendVoiceMessage(message),
    react: (reaction) => voice.addReaction(reaction),
    ...caller(phone),
  };
}

/** The faults of both services in one list; a name belongs to whoever knows it. */
function faultSwitches(
  voice: PracticeCarbonVoice,
  phone: PracticeVoipBin,
): Pick<Rehearsal, 'faults' | 'setFault' | 'onFaultsChange'> {
  return {
    faults: () => [...voice.faults(), ...phone.faults()],
    setFault: (name, on) => {
      const owners = [voice, phone].filter((service) =>
        service.faults().some((fault) => fault.name === name),
      );
      // An unknown name is refused by the service, which lists the known ones.
      for (const service of owners.length > 0 ? owners : [voice]) service.setFault(name, on);
    },
    onFaultsChange: (listener) => {
      const stops = [voice.onFaultsChange(listener), phone.onFaultsChange(listener)];
      return () => stops.forEach((stop) => stop());
    },
  };
}

/** The practice caller: what it says waits for the agent's silence, what it interrupts with does not. */
function caller(
  phone: PracticeVoipBin,
): Pick<Rehearsal, 'call' | 'say' | 'interrupt' | 'hangUp' | 'sendText'> {
  const live = (): string => {
    const call = phone.calls().find(({ status }) => status !== 'hangup');
    if (call) return call.id;
    throw new RefusedError(
      'NO_PRACTICE_CALL',
      'No practice call is under way.',
      'Start one: rehearse call',
    );
  };
  return {
    call: (texts) => {
      const script = texts.flatMap((text, index) => [
        // Who has asked something waits for the answer before going on.
        waitForSpeech(...(index === 0 ? [greetingMs] : [])),
        waitForSilence(politeMs),
        say(text),
      ]);
      return { callId: phone.startCall({ from: practiceCaller, script }) };
    },
    say: (text) => {
      const callId = live();
      phone.say(callId, text);
      return { callId };
    },
    interrupt: (text) => {
      const callId = live();
      phone.interrupt(callId, text);
      return { callId };
    },
    sendText: (text) => ({ messageId: phone.sendText({ from: practiceCaller, text }) }),
    hangUp: () => {
      const callId = live();
      phone.hangUp(callId);
      return { callId };
    },
  };
}
