import type { CarbonVoicePort, KeptCarbonVoice } from './carbonvoice-ports.ts';
import type { Check } from './check.ts';
import { bad, good, sentences, toMinute } from './outcome.ts';
import type { Outcome } from './outcome.ts';

/** Whether replies leave, and stand where they belong. Nothing is sent to find out. */
export function checkCarbonVoiceReply({ kept, running }: CarbonVoicePort): Check {
  const look = async (): Promise<Outcome> => {
    const told = await kept();
    if (told === null) return good('The data file does not tell how replies went; see store.');
    const paused = running?.isPaused() === true && 'Adjutant is paused: replies wait.';
    return judge(told, paused);
  };
  return { hop: 'carbonvoice-reply', after: 'carbonvoice-identity', look };
}

const follow = 'Replies follow the conversation of their message.';
const mend =
  'The reason stands in the thread and in: npm run -s adjutant -- ledger; then: retry ID, or drop ID.';

function judge(told: KeptCarbonVoice, paused: string | false): Outcome {
  return faultOf(told) ?? describe(told, paused);
}

function faultOf({ counts, replies }: KeptCarbonVoice): Outcome | null {
  const { unknown } = counts.outbox;
  const { last, strayed } = replies;
  if (strayed > 0) {
    return bad(
      `${strayed} replies stand in another conversation than what they answer.`,
      'Please report it: a reply always goes where its message came from.',
    );
  }
  if (last?.delivery === 'failed') {
    const detail = `The last reply (${toMinute(last.at)}) was not sent. ${last.reason ?? ''}`;
    return bad(detail.trim(), mend);
  }
  if (unknown === 0) return null;
  return bad(
    `Of ${unknown} replies it is not known whether they were sent; they are looked for at the service.`,
    mend,
  );
}

function describe({ counts, replies }: KeptCarbonVoice, paused: string | false): Outcome {
  const { pending, failed } = counts.outbox;
  const { last } = replies;
  const went =
    last === null ? 'No reply was sent yet.' : `The last reply was sent at ${toMinute(last.at)}.`;
  const waits = pending > 0 && `${pending} wait to be sent.`;
  const old = failed > 0 && `Earlier ones failed: ${failed}.`;
  return good(sentences(follow, went, waits, old, paused), failed > 0 ? mend : '');
}
