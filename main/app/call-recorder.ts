import type { TurnStage } from '../../shared/turns.ts';
import { nameOfParty } from '../call/party.ts';
import type { CallRecorder, CallStage, HandOverOutcome } from '../call/ports.ts';
import type { PhoneLog } from '../thread/phone-log.ts';
import type { CallAccounts } from './call-accounts.ts';

const stages: Readonly<Record<CallStage, TurnStage>> = {
  'model-asked': 'modelAskedAt',
  'first-token': 'firstTokenAt',
  'first-sentence': 'firstSentenceAt',
  'first-sent': 'firstSentAt',
};

const troubles = {
  'cannot-hear': 'The call cannot be transcribed, so nothing that is said can be understood.',
  'cannot-speak': 'No speech provider gives a voice; each sentence is spoken on its own.',
  speechless:
    'Nothing can be said on the call: no speech provider gives a voice, and sentences on their own are not taken either. It is hung up.',
} as const;

const handOvers = {
  joined: (target) => `Handed over to ${target}. Adjutant no longer listens.`,
  ended: (target) => `The call handed over to ${target} is over.`,
  busy: (target) => `Not handed over: ${target} is busy.`,
  'no-answer': (target) => `Not handed over: ${target} does not answer.`,
  failed: (target) => `Not handed over: ${target} could not be connected.`,
} as const satisfies Record<HandOverOutcome, (target: string) => string>;

const steppedUp = {
  pin: 'From here on the caller is you: your PIN was said.',
  window: 'From here on the caller is you: you confirmed it in the window.',
  command: 'From here on the caller is you: you confirmed it by command.',
} as const;
const steppedDown = 'From here on the caller is no longer taken for you: the call was handed over.';

/** What a call leaves in the thread and in the accounts. */
export function createRecorder(phoneLog: PhoneLog, accounts: CallAccounts): CallRecorder {
  return {
    caller: (callId, turn) => phoneLog.caller(callId, turn),
    reply: (callId, reply) => phoneLog.reply(callId, reply),
    words: (callId, words) => phoneLog.words(callId, words),
    late: (callId, text) => phoneLog.late(callId, text),
    correct: (callId, correction) => phoneLog.correct(callId, correction),
    stage: (callId, { turnId, stage, at }) =>
      phoneLog.stage(callId, { turnId, stage: stages[stage], at }),
    trouble: (callId, trouble) => phoneLog.note(callId, troubles[trouble]),
    principal: (callId, { principal, way }) => {
      phoneLog.counts(callId, principal);
      phoneLog.note(callId, way === null ? steppedDown : steppedUp[way]);
    },
    spoken: (callId, characters) => accounts.spoken(callId, characters),
    handOver: (callId, { target, outcome, detail }) =>
      phoneLog.note(callId, `${handOvers[outcome](nameOfParty(target))} ${detail}`.trim()),
  };
}
