import { phrases } from './call-phrases.ts';
import type { CallSession } from './call-session.ts';
import type { CallSettings } from './call-settings.ts';

/** For those who are refused: nobody listens to them. */
export const unheard: Pick<CallSettings, 'disclosure' | 'greeting' | 'transcribeDirection'> = {
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

/** Says that we have to go; who cannot hear us yet is not kept waiting. */
export function takeLeave(session: CallSession): void {
  const { phase, voice } = session.state;
  const isHeard = phase !== 'waiting' && (voice.type === 'open' || voice.type === 'talk');
  session.happen({ type: 'hang-up-asked', goodbye: isHeard ? phrases.closing : null });
}
