import type { ReactNode } from 'react';
import { useAppState, useWindowState } from '../state/app-context.ts';
import { strings } from '../strings.ts';
import { useViews } from '../views/view-state.ts';
import { KeychainNotice } from './KeychainNotice.tsx';
import { Notice } from './Notice.tsx';
import { PageNotice } from './PageNotice.tsx';
import { SettingsNotice } from './SettingsNotice.tsx';

/** Everything about the whole window that the owner has to know, above the thread. */
export function NoticesView(): ReactNode {
  const app = useAppState();
  const views = useViews();
  const connection = useWindowState((state) => state.connection);
  const loadProblem = useWindowState((state) => state.loadProblem);
  const paused = useWindowState(({ snapshot }) => snapshot?.paused ?? false);
  const fixedBy = useWindowState(({ snapshot }) => snapshot?.pauseFixedBy ?? null);
  const problems = useWindowState(({ snapshot }) => snapshot?.settingsProblems);
  const keychain = useWindowState(({ snapshot }) =>
    snapshot === null || snapshot.rehearsal !== null ? null : snapshot.connections.keychain,
  );
  return (
    <div className="notices">
      <PageNotice connection={connection} loadProblem={loadProblem} onRetry={() => app.retry()} />
      <SettingsNotice problems={problems ?? []} onOpen={(path) => views.settings(path)} />
      <KeychainNotice keychain={keychain} />
      {paused && (
        <Notice tone="quiet">
          <p>{fixedBy === null ? strings.pause.paused : strings.pause.pausedBy(fixedBy)}</p>
        </Notice>
      )}
    </div>
  );
}
