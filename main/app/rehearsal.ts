import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RefusedError } from '../../shared/errors.ts';
import type { Model } from '../agent/ports.ts';
import { sleep } from '../base/clock.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { Scope } from '../base/scope.ts';
import { droppedAfterMs, rehearsalConditions } from '../rehearsal/conditions.ts';
import type { Conditions } from '../rehearsal/conditions.ts';
import { unknownFault } from '../rehearsal/fault-switches.ts';
import { openPracticeCarbonVoice } from '../rehearsal/practice-carbon-voice.ts';
import { openPracticeVoipBin } from '../rehearsal/practice-voip-bin.ts';
import type { PracticeVoipBin } from '../rehearsal/practice-voip-bin.ts';
import { say, waitForSilence, waitForSpeech } from '../rehearsal/voipbin/caller-script.ts';
import { withFixedSecrets } from '../settings/fixed-secrets.ts';
import type { Secrets } from '../settings/ports.ts';
import { practisedModel } from './practised-model.ts';
import type { Rehearsal } from './practice.ts';

/** The practice services, and what they change: addresses, and tokens that are no real ones. */
export type OpenedRehearsal = Rehearsal & {
  readonly url: string;
  readonly phone: { readonly url: string; readonly number: string };
  readonly fix: (secrets: Secrets) => Secrets;
  /** The model under the conditions of the rehearsal. */
  readonly practise: (model: Model) => Model;
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
  const conditions = rehearsalConditions();
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
    practise: (model) => practisedModel({ model, conditions, clock }),
    ...faultSwitches([conditionService(conditions), voice, phone]),
    sendVoiceMessage: (message) => voice.sendVoiceMessage(message),
    react: (reaction) => voice.addReaction(reaction),
    ...caller(phone, { conditions, clock, signal: scope.signal }),
  };
}

type Faulty = Pick<Rehearsal, 'faults' | 'setFault' | 'onFaultsChange'>;

function conditionService(conditions: Conditions): Faulty {
  return {
    faults: () => conditions.list(),
    setFault: (name, on) => conditions.set(name, on),
    onFaultsChange: (listener) => conditions.onChange(() => listener()),
  };
}

/** The faults of all of them in one list; a name belongs to whoever knows it. */
function faultSwitches(
  services: readonly Faulty[],
): Pick<Rehearsal, 'faults' | 'setFault' | 'onFaultsChange'> {
  return {
    faults: () => services.flatMap((service) => service.faults()),
    setFault: (name, on) => {
      const owners = services.filter((service) =>
        service.faults().some((fault) => fault.name === name),
      );
      if (owners.length === 0) {
        const known = services.flatMap((service) => service.faults()).map((fault) => fault.name);
        throw unknownFault(name, [...new Set(known)]);
      }
      for (const service of owners) service.setFault(name, on);
    },
    onFaultsChange: (listener) => {
      const stops = services.map((service) => service.onFaultsChange(listener));
      return () => stops.forEach((stop) => stop());
    },
  };
}

type CallerParts = {
  readonly conditions: Conditions;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

/** The practice caller: what it says waits for the agent's silence, what it interrupts with does not. */
function caller(
  phone: PracticeVoipBin,
  { conditions, clock, signal }: CallerParts,
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
  const drop = (callId: string): void => {
    const isThere = phone.calls().some(({ id, status }) => id === callId && status !== 'hangup');
    if (isThere && conditions.isOn('line-drops')) phone.hangUp(callId);
  };
  return {
    call: (texts) => {
      const script = texts.flatMap((text, index) => [
        // Who has asked something waits for the answer before going on.
        waitForSpeech(index === 0 ? greetingMs : undefined),
        waitForSilence(politeMs),
        say(text),
      ]);
      const callId = phone.startCall({ from: practiceCaller, script });
      sleep(clock, droppedAfterMs, signal).then(
        () => drop(callId),
        () => 'the rehearsal is over',
      );
      return { callId };
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
