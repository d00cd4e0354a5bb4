import { useId, useState, type ReactNode } from 'react';
import { Icon } from '../icons/Icon.tsx';
import { sentenceOf } from '../state/app-state.ts';
import { strings } from '../strings.ts';
import './PauseControl.css';

export type PauseControlProps = {
  readonly paused: boolean;
  /** The variable that decides instead of the owner; null when there is none. */
  readonly fixedBy: string | null;
  readonly reachable: boolean;
  readonly onChange: (paused: boolean) => Promise<void>;
};

/** Pauses and resumes the agent, or says which variable has decided that. */
export function PauseControl(props: PauseControlProps): ReactNode {
  const { paused, fixedBy, reachable, onChange } = props;
  const [problem, setProblem] = useState<string | null>(null);
  const noteId = useId();
  // While paused, the notice above the thread already names the variable.
  const fixed = fixedBy === null || paused ? null : strings.pause.fixedBy(fixedBy);
  const note = problem ?? fixed;

  function change(): void {
    setProblem(null);
    onChange(!paused).catch((error: unknown) => setProblem(sentenceOf(error)));
  }

  return (
    <>
      <button
        type="button"
        className="quiet-button"
        disabled={fixedBy !== null || !reachable}
        aria-describedby={note === null ? undefined : noteId}
        onClick={change}
      >
        <Icon name={paused ? 'play' : 'pause'} />
        {paused ? strings.pause.resume : strings.pause.pause}
      </button>
      {note !== null && (
        <p id={noteId} className="pause-note" role={problem === null ? undefined : 'alert'}>
          {note}
        </p>
      )}
    </>
  );
}
