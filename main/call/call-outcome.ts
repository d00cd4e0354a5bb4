import type { CallOutcome, EndedBy } from '../../shared/call-outcome.ts';
import type { CallRecord } from './ports.ts';

/** What is known of a call that is over. */
export type CallFacts = {
  readonly record: Pick<CallRecord, 'direction' | 'hangup' | 'answeredAt'>;
  /** Not to be taken, for what reason ever. */
  readonly refused: boolean;
  /** Whether it was seen to be answered, and we were on the line. */
  readonly answered: boolean;
  /** It was hung up because nothing could be said on it. */
  readonly speechless: boolean;
  /** What the other side said first; a machine that takes messages gives itself away by it. */
  readonly firstWords: readonly string[];
};

/** How a call came out, as far as the events tell. */
export function outcomeOf(facts: CallFacts): CallOutcome {
  const { record, refused, answered, speechless, firstWords } = facts;
  const { direction, hangup, answeredAt } = record;
  if (speechless) return 'voiceless';
  if (direction === 'incoming') {
    // What the service tells of an answer may be the mailbox's, whom nobody was refused by either.
    if (!answered) return 'missed';
    return refused ? 'refused' : 'answered';
  }
  if (answered || answeredAt !== null) {
    // VoIPBIN: `amd` is its own detection of answering machines.
    const machine = hangup?.reason === 'amd' || firstWords.some((words) => isMachine(words));
    return machine ? 'voicemail' : 'answered';
  }
  return unansweredOf(hangup);
}

function unansweredOf(hangup: CallRecord['hangup']): CallOutcome {
  switch (hangup?.reason) {
    case 'busy':
      return 'busy';
    case 'failed':
      return 'failed';
    case 'cancel':
      return 'cancelled';
    case 'normal':
      return hangup.by === 'local' ? 'cancelled' : 'declined';
    default:
      // VoIPBIN: `noanswer` is the other side's time limit, `dialout` and `timeout` are the service's own.
      return 'no-answer';
  }
}

const machineWords =
  /\b(?:voice ?mail|mail ?box|answering machine|leave (?:me |us )?(?:a|your) (?:message|name)|(?:after|at) the (?:tone|beep)|(?:is|am|are) not available (?:right now|to take))\b/iu;

function isMachine(words: string): boolean {
  return machineWords.test(words);
}

/** Who hung up; empty where the service does not tell. */
export function endedByOf({ hangup }: Pick<CallRecord, 'hangup'>): EndedBy {
  return hangup?.by ?? '';
}
