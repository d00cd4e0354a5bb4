import { useEffect, useState, type ReactNode } from 'react';
import { ApprovalsView } from './approvals/ApprovalsView.tsx';
import { CallsView } from './calls/CallsView.tsx';
import { ComposerView } from './composer/ComposerView.tsx';
import { ConnectionsView } from './connections/ConnectionsView.tsx';
import { HeaderView } from './HeaderView.tsx';
import { NoticesView } from './notices/NoticesView.tsx';
import { Palette } from './palette/Palette.tsx';
import { RehearsalView } from './rehearsal/RehearsalView.tsx';
import { useFirstRun } from './setup/use-first-run.ts';
import type { AppState } from './state/app-state.ts';
import { AppStateContext } from './state/app-context.ts';
import { ThreadView } from './thread/ThreadView.tsx';
import { useAsked } from './use-asked.ts';
import { useCovered } from './views/use-covered.ts';
import { useViewKeys } from './views/use-view-keys.ts';
import { Views, ViewsContext } from './views/view-state.ts';
import { loadViews, ViewPanel } from './views/ViewPanel.tsx';
import './styles/base.css';
import './App.css';

/** The whole window. */
export function App({ state }: { readonly state: AppState }): ReactNode {
  const [views] = useState(() => new Views());
  useViewKeys(views);
  useEffect(() => {
    const idle = setTimeout(loadViews, 200);
    return () => clearTimeout(idle);
  }, []);
  return (
    <AppStateContext value={state}>
      <ViewsContext value={views}>
        <Layout />
        <Palette />
      </ViewsContext>
    </AppStateContext>
  );
}

function Layout(): ReactNode {
  const isCovered = useCovered();
  useFirstRun();
  useAsked();
  return (
    <div className="window">
      <div className="side" inert={isCovered}>
        <HeaderView />
        <ConnectionsView />
        <RehearsalView />
      </div>
      <main className="main" inert={isCovered}>
        <NoticesView />
        <CallsView />
        <ThreadView />
        <ApprovalsView />
        <ComposerView />
      </main>
      <ViewPanel />
    </div>
  );
}
