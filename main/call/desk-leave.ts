import type { Clock } from '../base/clock.ts';
import { phrases } from './call-phrases.ts';
import type { CallSession } from './call-session.ts';
import type { LiveCall } from './live-call.ts';
import type { CallSettings } from './call-settings.ts';
import { isForMailbox } from './whose-call.ts';
import type { InboundPolicy } from './whose-call.ts';

/** For those who are refused: nobody listens to them. */
export const refusedSettings: Pick<
  CallSettings,
  'disclosure' | 'greeting' | 'transcribeDirection'
> = {
  disclosure: '',
  greeting: '',
  transcribeDirection: 'none',
};

/** A call of ours that is not to be had gets a sentence and a goodbye as soon as it is answered. */
export function refuseWhenAnswered(session: CallSession): void {
  if (session.state.phase === 'live') {
    return session.happen({ type: 'hang-up-asked', goodbye: phrases.refusal });
  }
  const stop = session.changed.on(({ phase }) => {
    if (phase === 'waiting') return;
    stop();
    if (phase === 'live') session.happen({ type: 'hang-up-asked', goodbye: phrases.refusal });
  });
}

/** Says that we have to go; who cannot hear us yet is not kept waiting, or left to the mailbox. */
function sayClosing({ record, session }: LiveCall, policy: InboundPolicy): void {
  const { phase, voice } = session.state;
  if (phase === 'waiting' && isForMailbox(record, policy)) {
    return session.happen({ type: 'let-go' });
  }
  const isHeard = phase !== 'waiting' && (voice.type === 'open' || voice.type === 'talk');
  session.happen({ type: 'hang-up-asked', goodbye: isHeard ? phrases.closing : null });
}

/** A stop of the app has to be over within 5 s, and what comes after the goodbye needs some of it. */
const closingMs = 2500;
/** What a service that does not answer leaves open by then, is found and stopped at the next start. */
const closedMs = 3800;

/** Says goodbye on every call and waits until all are over, both as far as there is time. */
export async function takeLeave(
  calls: readonly LiveCall[],
  policy: InboundPolicy,
  clock: Clock,
): Promise<void> {
  for (const call of calls) sayClosing(call, policy);
  const late = Promise.withResolvers<void>();
  const cancels = [
    clock.schedule(closingMs, () => {
      for (const { session } of calls) session.happen({ type: 'hang-up-asked', goodbye: null });
    }),
    clock.schedule(closedMs, late.resolve),
  ];
  await Promise.race([Promise.all(calls.map(({ session }) => session.finished)), late.promise]);
  for (const cancel of cancels) cancel();
}
