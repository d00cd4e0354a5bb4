import type { ReactNode } from 'react';
import { useWindowState } from '../state/app-context.ts';
import { NotDone } from '../views/FetchState.tsx';
import { settingStrings } from './setting-strings.ts';
import { useRestart } from './use-restart.ts';

const words = settingStrings.restart;

/** That changes wait for a restart, and the way to it; nothing where none does. */
export function RestartNotice(): ReactNode {
  const count = useWindowState(({ snapshot }) => snapshot?.restartFor.length ?? 0);
  const rehearsal = useWindowState(({ snapshot }) => snapshot?.rehearsal != null);
  const { busy, isAsked, problem, restart } = useRestart(rehearsal);
  if (count === 0) return null;
  return (
    <div className="restart-notice" role="status">
      <p>{isAsked ? words.restarting : words.waits(count)}</p>
      <button
        type="button"
        className="quiet-button"
        aria-disabled={busy}
        disabled={isAsked}
        onClick={restart}
      >
        {words.now}
      </button>
      <NotDone problem={problem} />
    </div>
  );
}
