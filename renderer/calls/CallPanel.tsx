import type { ReactNode } from 'react';
import type { CallView } from '../../shared/call-status.ts';
import { Icon } from '../icons/Icon.tsx';
import type { CallActions } from '../state/call-actions.ts';
import { strings } from '../strings.ts';
import { CallAnnouncer } from './CallAnnouncer.tsx';
import { Captions } from './Captions.tsx';
import { CallTimer } from './CallTimer.tsx';
import { CallWords } from './CallWords.tsx';
import { useAsking } from './use-asking.ts';
import './CallPanel.css';

export type CallPanelProps = {
  readonly call: CallView;
  readonly agentName: string;
  readonly reachable: boolean;
  readonly actions: CallActions;
};

/** One call: who and how long, what both sides say, and what the owner can do. */
export function CallPanel({ call, agentName, reachable, actions }: CallPanelProps): ReactNode {
  const { callId, number, state, trouble, captions } = call;
  const words = strings.calls;
  return (
    <section className="call" aria-label={words.region(number)} data-state={state}>
      <CallHeader call={call} reachable={reachable} actions={actions} />
      {trouble !== null && (
        <p className="call-trouble" role="status">
          <Icon name="warning" />
          {words.troubles[trouble]}
        </p>
      )}
      <Captions captions={captions} agentName={agentName} instead={words.instead(call.outcome)} />
      <CallAnnouncer captions={captions} agentName={agentName} />
      {state !== 'over' && (
        <CallWords
          live={state === 'live'}
          reachable={reachable}
          onSay={(text) => actions.say(callId, text)}
          onNote={(text) => actions.note(callId, text)}
        />
      )}
    </section>
  );
}

function CallHeader({
  call,
  reachable,
  actions,
}: Pick<CallPanelProps, 'call' | 'reachable' | 'actions'>): ReactNode {
  const { callId, state, muted } = call;
  const words = strings.calls;
  const asking = useAsking();
  return (
    <header className="call-header">
      <CallWho call={call} />
      {state !== 'over' && (
        <div className="call-buttons">
          <button
            type="button"
            className="quiet-button"
            disabled={!reachable}
            onClick={() => void asking.ask(() => actions.mute(callId, !muted))}
          >
            <Icon name={muted ? 'unmute' : 'mute'} />
            {muted ? words.unmute : words.mute}
          </button>
          <button
            type="button"
            className="quiet-button hang-up"
            disabled={!reachable}
            onClick={() => void asking.ask(() => actions.hangUp(callId))}
          >
            {words.hangUp}
          </button>
        </div>
      )}
      {asking.problem !== null && (
        <p className="call-problem" role="alert">
          {words.failed(asking.problem)}
        </p>
      )}
    </header>
  );
}

function CallWho({ call }: Pick<CallPanelProps, 'call'>): ReactNode {
  const { direction, number, principal, state, muted } = call;
  const words = strings.calls;
  return (
    <div className="call-who">
      <h2>
        <Icon name="phone" />
        <bdi>{number}</bdi>
      </h2>
      <p>
        {words.directions[direction]} · {strings.thread.principals[principal]} ·{' '}
        <span className="call-state">{words.states[state]}</span>
        {muted && state !== 'over' && <span title={words.mutedHow}> · {words.muted}</span>} ·{' '}
        <CallTimer startedAt={call.startedAt} endedAt={call.endedAt} />
      </p>
    </div>
  );
}
