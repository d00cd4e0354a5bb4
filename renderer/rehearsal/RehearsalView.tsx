import { useCallback, type ReactNode } from 'react';
import { useAppState, useWindowState } from '../state/app-context.ts';
import { Rehearsal } from './Rehearsal.tsx';

/** The banner and the panel of a rehearsal; nothing in real life. */
export function RehearsalView(): ReactNode {
  const app = useAppState();
  const rehearsal = useWindowState(({ snapshot }) => snapshot?.rehearsal ?? null);
  const reachable = useWindowState((state) => state.connection === 'open');
  const onCall = useWindowState(
    ({ snapshot }) => snapshot?.calls.some(({ state }) => state !== 'over') ?? false,
  );
  const onSend = useCallback((text: string) => app.sendPracticeMessage(text), [app]);
  const onFault = useCallback((name: string, on: boolean) => app.setFault(name, on), [app]);
  if (!rehearsal) return null;
  return (
    <Rehearsal
      faults={rehearsal.faults}
      reachable={reachable}
      onCall={onCall}
      phone={app.practicePhone}
      onSend={onSend}
      onFault={onFault}
    />
  );
}
