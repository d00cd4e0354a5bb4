import { useRef, type ReactNode } from 'react';
import type { CallView } from '../../shared/call-status.ts';
import { Icon } from '../icons/Icon.tsx';
import type { CallActions } from '../state/call-actions.ts';
import { strings } from '../strings.ts';
import { CallAnnouncer } from './CallAnnouncer.tsx';
import { CallHeader } from './CallHeader.tsx';
import { Captions } from './Captions.tsx';
import { CallWords } from './CallWords.tsx';
import './CallPanel.css';

const words = strings.calls;

export type CallPanelProps = {
  readonly call: CallView;
  readonly agentName: string;
  readonly reachable: boolean;
  readonly actions: CallActions;
  /** Hears words of the owner that were neither said nor noted when the call ended. */
  readonly onLeft: (text: string) => void;
};

/** One call: who and how long, what both sides say, and what the owner can do. */
export function CallPanel({
  call,
  agentName,
  reachable,
  actions,
  onLeft,
}: CallPanelProps): ReactNode {
  const { callId, number, state, captions } = call;
  const panel = useRef<HTMLElement>(null);

  /** The button goes away with what it did, and the focus must not; it is left to whoever is elsewhere by then. */
  function staying<Args extends readonly unknown[]>(act: (...args: Args) => Promise<void>) {
    return async (...args: Args): Promise<void> => {
      await act(...args);
      const { activeElement, body } = document;
      const isHere = activeElement === body || panel.current?.contains(activeElement);
      if (isHere) panel.current?.focus({ preventScroll: true });
    };
  }
  const { hangUp, stepUp, handOver: pass } = actions;
  const safe = { hangUp: staying(hangUp), stepUp: staying(stepUp), handOver: staying(pass) };

  return (
    <section
      ref={panel}
      className="call"
      aria-label={words.region(number)}
      data-state={state}
      tabIndex={-1}
    >
      <CallHeader call={call} reachable={reachable} actions={{ ...actions, ...safe }} />
      <CallNotices call={call} />
      <Captions captions={captions} agentName={agentName} empty={emptyWords(call)} />
      <CallAnnouncer captions={captions} agentName={agentName} />
      {state !== 'over' && (
        <CallWords
          live={state === 'live'}
          reachable={reachable}
          onSay={(text) => actions.say(callId, text)}
          onNote={(text) => actions.note(callId, text)}
          onLeft={onLeft}
        />
      )}
    </section>
  );
}

/** What is wrong with the call, and how far its hand-over is. */
function CallNotices({ call }: Pick<CallPanelProps, 'call'>): ReactNode {
  const { state, trouble, handOver } = call;
  return (
    <>
      {trouble !== null && (
        <p className="call-trouble" role="status">
          <Icon name="warning" />
          {words.troubles[trouble]}
        </p>
      )}
      {handOver !== null && state !== 'over' && (
        <p className="call-hand-over" role="status">
          {strings.handOver.steps[handOver.step](handOver.target)}
        </p>
      )}
    </>
  );
}

/** Why there is nothing to read. */
function emptyWords({ state, answered, direction, outcome }: CallView): string {
  if (state === 'handed-over') return '';
  if (state === 'over' && outcome !== null) return words.ended(outcome);
  if (answered) return state === 'over' ? words.nothingSaid : words.nothingSaidYet;
  return state === 'over' ? words.unanswered[direction] : words.ringing[direction];
}
