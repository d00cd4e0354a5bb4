import { useCallback, type ReactNode } from 'react';
import { useAppState, useWindowState } from '../state/app-context.ts';
import { useViewState } from '../views/view-state.ts';
import { Dialler } from './Dialler.tsx';
import { Numbers } from './Numbers.tsx';
import { RecentCallsView } from './RecentCallsView.tsx';

/** The phone in the header: whom to call, the own numbers, and the last calls. */
export function DiallerView(): ReactNode {
  const app = useAppState();
  const dialled = useViewState((state) => state.dialled);
  const reachable = useWindowState(({ connection }) => connection === 'open');
  const hasPhone = useWindowState(
    ({ snapshot }) => snapshot !== null && snapshot.connections.voipbin.status !== 'off',
  );
  const onCall = useCallback(
    (target: string, goal: string | null) => app.placeCall(target, goal),
    [app],
  );
  return (
    <Dialler {...{ reachable, onCall, dialled }} findNumbers={app.calls.findNumbers}>
      {hasPhone && <Numbers reachable={reachable} actions={app.numbers} />}
      <RecentCallsView />
    </Dialler>
  );
}
