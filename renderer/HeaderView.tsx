import { useCallback, useEffect, type ReactNode } from 'react';
import { DiallerView } from './calls/DiallerView.tsx';
import { Icon } from './icons/Icon.tsx';
import { PauseControl } from './notices/PauseControl.tsx';
import { useAppState, useWindowState } from './state/app-context.ts';
import { selectAgentName } from './state/selectors.ts';
import { viewStrings } from './view-strings.ts';
import { useViews } from './views/view-state.ts';

/** Who this is, and the switch that silences them. */
export function HeaderView(): ReactNode {
  const app = useAppState();
  const views = useViews();
  const agentName = useWindowState(selectAgentName);
  const snapshot = useWindowState((state) => state.snapshot);
  const connection = useWindowState((state) => state.connection);
  const onChange = useCallback((paused: boolean) => app.setPaused(paused), [app]);
  useEffect(() => {
    document.title = agentName;
  }, [agentName]);
  useEffect(() => {
    // What the window last heard may be old: style sheets take the life out of dots and carets meanwhile.
    document.documentElement.dataset['connection'] = connection;
  }, [connection]);
  return (
    <header className="window-header">
      <h1 dir="auto">{agentName}</h1>
      <button
        type="button"
        className="quiet-button"
        aria-label={viewStrings.palette.title}
        aria-keyshortcuts="Control+K Meta+K"
        title={viewStrings.palette.key}
        onClick={() => views.openPalette()}
      >
        <Icon name="search" />
      </button>
      {snapshot && <DiallerView />}
      {snapshot && (
        <PauseControl
          paused={snapshot.paused}
          fixedBy={snapshot.pauseFixedBy}
          reachable={connection === 'open'}
          onChange={onChange}
        />
      )}
    </header>
  );
}
