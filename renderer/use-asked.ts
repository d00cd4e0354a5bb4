import { useEffect, useRef } from 'react';
import { useAppState, useWindowState } from './state/app-context.ts';
import { useViews } from './views/view-state.ts';

/** The element of what waits for a yes, for those who are led to it. */
export function approvalElementId(actionId: string): string {
  return `approval-${actionId}`;
}

/** Shows what a link, a notification or a command asked for: once, and never more than show. */
export function useAsked(): void {
  const app = useAppState();
  const views = useViews();
  const asked = useWindowState((state) => state.asked);
  const approvals = useWindowState(({ snapshot }) => snapshot?.approvals);
  const done = useRef<unknown>(null);
  useEffect(() => {
    if (asked === null || done.current === asked) return;
    if (asked.type === 'approval') {
      const card = document.getElementById(approvalElementId(asked.actionId));
      // A page that was only just made draws it in a moment.
      if (card === null) return;
      views.leave();
      card.scrollIntoView({ block: 'nearest' });
      card.focus();
    } else if (asked.type === 'message') {
      views.leave();
      void app.reveal(asked.messageId);
    } else {
      views.close();
      // Not into the field: the next Enter there may be meant for what the owner is writing.
      views.offer(asked.text);
    }
    done.current = asked;
  }, [app, views, asked, approvals]);
}
