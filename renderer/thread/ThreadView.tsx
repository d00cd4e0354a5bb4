import { useCallback, useMemo, type ReactNode } from 'react';
import type { ThreadPosition } from '../../shared/thread.ts';
import { useAppState, useWindowState } from '../state/app-context.ts';
import { selectAgentName, selectMessages } from '../state/selectors.ts';
import { hasHole, hasOlder, shownMessages } from '../state/thread-window.ts';
import { strings } from '../strings.ts';
import { Announcer } from './Announcer.tsx';
import { EmptyThread } from './EmptyThread.tsx';
import { Thread } from './Thread.tsx';

const nobody: readonly string[] = [];

/** The thread, or that it is being fetched. */
export function ThreadView(): ReactNode {
  const app = useAppState();
  const agentName = useWindowState(selectAgentName);
  const tail = useWindowState(selectMessages);
  const past = useWindowState((state) => state.past);
  const older = useWindowState((state) => state.older);
  const newer = useWindowState((state) => state.newer);
  const snapshot = useWindowState((state) => state.snapshot);
  const revealed = useWindowState((state) => state.revealed);
  const onShow = useCallback((messageId: string) => void app.reveal(messageId), [app]);
  const onSeen = useCallback(
    (place: ThreadPosition) =>
      // With the next message it is told again.
      void app.request('thread:seen', place).catch(() => undefined),
    [app],
  );
  const allowed = snapshot?.allowedSenders ?? nobody;
  const allowing = useMemo(() => ({ allowed, allow: app.senders.allow }), [allowed, app]);
  const messages = useMemo(() => shownMessages(tail, past), [past, tail]);
  if (!snapshot) return <p className="thread-waiting">{strings.page.connecting}</p>;
  return (
    <>
      <Thread
        messages={messages}
        tail={tail}
        agentName={agentName}
        paused={snapshot.paused}
        hasOlder={hasOlder({ snapshot, past })}
        hasHole={hasHole({ past })}
        older={older}
        newer={newer}
        history={app.history}
        revealed={revealed}
        onShow={onShow}
        seen={snapshot.seen}
        onSeen={onSeen}
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
      <Announcer messages={tail} agentName={agentName} />
    </>
  );
}
