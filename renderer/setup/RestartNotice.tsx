import { useState, type ReactNode } from 'react';
import { useAppState, useWindowState } from '../state/app-context.ts';
import { useAsking } from '../state/use-asking.ts';
import { NotDone } from '../views/FetchState.tsx';
import { settingStrings } from './setting-strings.ts';

const words = settingStrings.restart;

/** That changes wait for a restart, and the way to it; nothing where none does. */
export function RestartNotice(): ReactNode {
  const app = useAppState();
  const count = useWindowState(({ snapshot }) => snapshot?.restartFor.length ?? 0);
  const rehearsal = useWindowState(({ snapshot }) => snapshot?.rehearsal != null);
  const [isAsked, setAsked] = useState(false);
  const { busy, problem, ask } = useAsking();
  if (count === 0) return null;
  const restart = async (): Promise<void> => {
    setAsked(await ask(async () => void (await app.request('app:restart', { rehearsal }))));
  };
  return (
    <div className="restart-notice" role="status">
      <p>{isAsked ? words.restarting : words.waits(count)}</p>
      <button
        type="button"
        className="quiet-button"
        aria-disabled={busy}
        disabled={isAsked}
        onClick={() => void restart()}
      >
        {words.now}
      </button>
      <NotDone problem={problem} />
    </div>
  );
}
