import { useCallback, useMemo, type ReactNode } from 'react';
import { useAppState, useWindowState } from '../state/app-context.ts';
import { selectAgentName, selectMessages } from '../state/selectors.ts';
import { strings } from '../strings.ts';
import { Announcer } from './Announcer.tsx';
import { EmptyThread } from './EmptyThread.tsx';
import { Thread } from './Thread.tsx';

const nobody: readonly string[] = [];

/** The thread, or that it is being fetched. */
export function ThreadView(): ReactNode {
  const app = useAppState();
  const messages = useWindowState(selectMessages);
  const agentName = useWindowState(selectAgentName);
  const older = useWindowState((state) => state.older);
  const snapshot = useWindowState((state) => state.snapshot);
  const revealed = useWindowState((state) => state.revealed);
  const onShow = useCallback((messageId: string) => void app.reveal(messageId), [app]);
  const onLoadOlder = useCallback(() => void app.loadOlder(), [app]);
  const allowed = snapshot?.allowedSenders ?? nobody;
  const allowing = useMemo(() => ({ allowed, allow: app.senders.allow }), [allowed, app]);
  if (!snapshot) return <p className="thread-waiting">{strings.page.connecting}</p>;
  return (
    <>
      <Thread
        messages={messages}
        agentName={agentName}
        paused={snapshot.paused}
        hasOlder={snapshot.hasOlder}
        older={older}
        onLoadOlder={onLoadOlder}
        revealed={revealed}
        onShow={onShow}
        actions={app.ledger}
        allowing={allowing}
        empty={
          <EmptyThread
            agentName={agentName}
            connections={snapshot.connections}
            rehearsal={snapshot.rehearsal !== null}
          />
        }
      />
      <Announcer messages={messages} agentName={agentName} />
    </>
  );
}
