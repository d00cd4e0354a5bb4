import { useCallback, useState, type ReactNode } from 'react';
import type { Action } from '../../shared/action.ts';
import { approvalStrings } from '../approval-strings.ts';
import { useAppState, useWindowState } from '../state/app-context.ts';
import { ApprovalAnnouncer } from './ApprovalAnnouncer.tsx';
import { ApprovalCard } from './ApprovalCard.tsx';
import './Approvals.css';

const none: readonly Action[] = [];

/** What waits for the owner's yes, above the composer, and for a while what came of it. */
export function ApprovalsView(): ReactNode {
  const app = useAppState();
  const approvals = useWindowState(({ snapshot }) => snapshot?.approvals ?? none);
  const isLoaded = useWindowState(({ snapshot }) => snapshot !== null);
  const reachable = useWindowState((state) => state.connection === 'open');
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const onClose = useCallback((id: string) => setClosed((former) => new Set(former).add(id)), []);
  const shown = approvals.filter(({ id }) => !closed.has(id));
  return (
    <>
      {isLoaded && <ApprovalAnnouncer approvals={approvals} />}
      {shown.length > 0 && (
        <section className="approvals" aria-label={approvalStrings.region}>
          {shown.map((action) => (
            <ApprovalCard
              key={action.id}
              action={action}
              reachable={reachable}
              answer={app.approvals.answer}
              onClose={onClose}
            />
          ))}
        </section>
      )}
    </>
  );
}
