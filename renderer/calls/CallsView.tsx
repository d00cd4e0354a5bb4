import type { ReactNode } from 'react';
import type { CallView } from '../../shared/call-status.ts';
import { useAppState, useWindowState } from '../state/app-context.ts';
import { selectAgentName } from '../state/selectors.ts';
import { useViews } from '../views/view-state.ts';
import { CallPanel } from './CallPanel.tsx';

const noCalls: readonly CallView[] = [];

/** The calls under way, above the thread; nothing while there are none. */
export function CallsView(): ReactNode {
  const app = useAppState();
  const views = useViews();
  const calls = useWindowState(({ snapshot }) => snapshot?.calls ?? noCalls);
  const reachable = useWindowState((state) => state.connection === 'open');
  const agentName = useWindowState(selectAgentName);
  if (calls.length === 0) return null;
  return (
    <div className="calls">
      {calls.map((call) => (
        <CallPanel
          key={call.callId}
          call={call}
          agentName={agentName}
          reachable={reachable}
          actions={app.calls}
          onLeft={(text) => views.offer(text, 'call')}
        />
      ))}
    </div>
  );
}
