import type { ReactNode } from 'react';
import { ApprovalsView } from './approvals/ApprovalsView.tsx';
import { CallsView } from './calls/CallsView.tsx';
import { ComposerView } from './composer/ComposerView.tsx';
import { ConnectionsView } from './connections/ConnectionsView.tsx';
import { HeaderView } from './HeaderView.tsx';
import { NoticesView } from './notices/NoticesView.tsx';
import { RehearsalView } from './rehearsal/RehearsalView.tsx';
import type { AppState } from './state/app-state.ts';
import { AppStateContext } from './state/app-context.ts';
import { ThreadView } from './thread/ThreadView.tsx';
import './styles/base.css';
import './App.css';

/** The whole window. */
export function App({ state }: { readonly state: AppState }): ReactNode {
  return (
    <AppStateContext value={state}>
      <div className="window">
        <div className="side">
          <HeaderView />
          <ConnectionsView />
          <RehearsalView />
        </div>
        <main className="main">
          <NoticesView />
          <CallsView />
          <ThreadView />
          <ApprovalsView />
          <ComposerView />
        </main>
      </div>
    </AppStateContext>
  );
}
