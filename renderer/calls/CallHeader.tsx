import { useId, useState, type ReactNode } from 'react';
import type { CallView } from '../../shared/call-status.ts';
import { Icon } from '../icons/Icon.tsx';
import type { CallActions } from '../state/call-actions.ts';
import { strings } from '../strings.ts';
import { CallTimer } from './CallTimer.tsx';
import { HandOverForm } from './HandOverForm.tsx';
import { Problem } from './Problem.tsx';
import { useAsking } from '../state/use-asking.ts';

export type CallHeaderProps = {
  readonly call: CallView;
  readonly reachable: boolean;
  readonly actions: CallActions;
};

/** Who it is and how long, and what can be done with the call as a whole. */
export function CallHeader({ call, reachable, actions }: CallHeaderProps): ReactNode {
  const { callId, state, muted, handOver } = call;
  const asking = useAsking();
  // It waits for no other answer: on a slow line one of them may be on its way.
  const ending = useAsking();
  const [opened, setOpened] = useState(false);
  const formId = useId();
  const canHandOver = state === 'live' && handOver === null;
  const open = opened && canHandOver;
  return (
    <header className="call-header">
      <CallWho call={call} />
      {state !== 'over' && (
        <div className="call-buttons">
          {state !== 'handed-over' && (
            <MuteButton
              muted={muted}
              reachable={reachable}
              onMute={() => void asking.ask(() => actions.mute(callId, !muted))}
            />
          )}
          {canHandOver && (
            <StepUpButton
              {...{ call, reachable }}
              onStepUp={() => void asking.ask(() => actions.stepUp(callId))}
            />
          )}
          {canHandOver && (
            <HandOverButton formId={open ? formId : null} onOpen={() => setOpened(!open)} />
          )}
          <HangUpButton
            reachable={reachable}
            onHangUp={() => void ending.ask(() => actions.hangUp(callId))}
          />
        </div>
      )}
      <Problem reason={ending.problem ?? asking.problem} />
      {open && (
        <HandOverForm
          id={formId}
          reachable={reachable}
          onHandOver={(target, sentence) => actions.handOver(callId, target, sentence)}
          onDone={() => setOpened(false)}
          findNumbers={actions.findNumbers}
        />
      )}
    </header>
  );
}

function MuteButton({
  muted,
  reachable,
  onMute,
}: {
  readonly muted: boolean;
  readonly reachable: boolean;
  readonly onMute: () => void;
}): ReactNode {
  return (
    <button type="button" className="quiet-button" disabled={!reachable} onClick={onMute}>
      <Icon name={muted ? 'unmute' : 'mute'} />
      {muted ? strings.calls.unmute : strings.calls.mute}
    </button>
  );
}

/** `formId`: of the form while it is open. */
function HandOverButton({
  formId,
  onOpen,
}: {
  readonly formId: string | null;
  readonly onOpen: () => void;
}): ReactNode {
  return (
    <button
      type="button"
      className="quiet-button"
      aria-expanded={formId !== null}
      aria-controls={formId ?? undefined}
      onClick={onOpen}
    >
      {strings.handOver.open}
    </button>
  );
}

/** The tap at the desk that makes the call the owner's. */
function StepUpButton({
  call,
  reachable,
  onStepUp,
}: Omit<CallHeaderProps, 'actions'> & { readonly onStepUp: () => void }): ReactNode {
  const { open, how } = strings.stepUp;
  if (call.principal === 'owner') return null;
  return (
    <button
      type="button"
      className="quiet-button"
      disabled={!reachable}
      title={how}
      onClick={onStepUp}
    >
      {open}
    </button>
  );
}

function HangUpButton({
  reachable,
  onHangUp,
}: {
  readonly reachable: boolean;
  readonly onHangUp: () => void;
}): ReactNode {
  return (
    <button type="button" className="quiet-button hang-up" disabled={!reachable} onClick={onHangUp}>
      {strings.calls.hangUp}
    </button>
  );
}

function CallWho({ call }: Pick<CallHeaderProps, 'call'>): ReactNode {
  const { direction, number, principal, state, muted } = call;
  const words = strings.calls;
  return (
    <div className="call-who">
      <h2>
        <Icon name="phone" />
        <bdi title={number}>{number}</bdi>
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
