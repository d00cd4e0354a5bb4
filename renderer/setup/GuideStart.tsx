import type { ReactNode } from 'react';
import { NotDone } from '../views/FetchState.tsx';
import { guideStrings } from './guide-steps.ts';
import { useRestart } from './use-restart.ts';

const words = guideStrings;

/** The way into a rehearsal, for who wants to see it first. */
export function StartStep(): ReactNode {
  return (
    <div className="guide-box">
      <p>{words.tryHow}</p>
      <RestartAs rehearsal label={words.try} />
    </div>
  );
}

/** In a rehearsal nothing real is set up. */
export function RehearsingStep(): ReactNode {
  return (
    <div className="guide-box">
      <p>{words.rehearsing}</p>
      <RestartAs rehearsal={false} label={words.endRehearsal} />
    </div>
  );
}

function RestartAs({
  rehearsal,
  label,
}: {
  readonly rehearsal: boolean;
  readonly label: string;
}): ReactNode {
  const { busy, isAsked, problem, restart } = useRestart(rehearsal);
  return (
    <>
      <button
        type="button"
        className="quiet-button"
        aria-disabled={busy}
        disabled={isAsked}
        onClick={restart}
      >
        {label}
      </button>
      <span role="status">{isAsked ? words.restarting : ''}</span>
      <NotDone problem={problem} />
    </>
  );
}
