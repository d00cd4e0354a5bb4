import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import type { Scope } from '../base/scope.ts';
import { CatchUp } from '../call/away/catch-up.ts';
import { MissedCalls } from '../call/away/missed-calls.ts';
import { TextMessages } from '../call/away/text-messages.ts';
import type { MissedCallBook, TextBook } from '../call/away/ports.ts';
import type { TelephonyEvent } from '../call/ports.ts';
import type { InboundPolicy } from '../call/whose-call.ts';
import type { ThreadMessage } from '../../shared/thread.ts';
import type { ThreadNews } from '../thread/news.ts';
import type { VoipBin } from '../voipbin/telephony.ts';

export type CatchUpParts = {
  readonly voipBin: Pick<VoipBin, 'history' | 'time' | 'ready' | 'onEvent'>;
  readonly store: MissedCallBook & TextBook;
  readonly policy: () => InboundPolicy;
  readonly news: Emitter<ThreadNews>;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Missed calls, voicemails and texts of our numbers, on their way into the thread. Returns what starts it. */
export function openCatchUp(parts: CatchUpParts, scope: Scope): () => void {
  const { voipBin, store: book, policy, news, clock, log } = parts;
  const { history } = voipBin;
  const tell = (message: ThreadMessage): void => news.emit({ type: 'message-saved', message });
  // What the service remembers stands in its own time: with a clock that is off, calls of today would be of yesterday.
  const there: Clock = {
    now: () => voipBin.time.of(clock.now()),
    schedule: (delayMs, action) => clock.schedule(delayMs, action),
  };
  const common = { history, book, policy, tell, clock: there };
  const missed = new MissedCalls(common);
  const texts = new TextMessages(common);
  const looks = [
    (signal: AbortSignal) => missed.look(signal),
    (signal: AbortSignal) => texts.look(signal),
  ];
  const catchUp = new CatchUp({ looks, ready: voipBin.ready, clock, log });
  const hear = (event: TelephonyEvent): void => {
    if (event.type === 'text-message') {
      texts.take({ ...event, at: null }).catch((error: unknown) => {
        log.error('a text message could not be kept', errorFields(error));
        catchUp.nudge();
      });
    } else if (isReason(event)) catchUp.nudge();
  };
  return () => {
    scope.defer('news of the phone', voipBin.onEvent(hear));
    catchUp.run(scope.signal).catch((error: unknown) => {
      if (!scope.signal.aborted) log.error('nothing that is missed is told', errorFields(error));
    });
  };
}

/** A call that ended may be one that nobody took; after a gap anything may have happened. */
function isReason(event: TelephonyEvent): boolean {
  if (event.type === 'resynced') return true;
  return (
    event.type === 'call-changed' &&
    event.call.direction === 'incoming' &&
    event.call.status === 'ended'
  );
}
