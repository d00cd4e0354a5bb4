import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Action } from '../../shared/action.ts';
import { approvalNews } from './approval-news.ts';

/** Tells a screen reader, politely, what waits and what became of it. What is there at the start counts as news. */
export function ApprovalAnnouncer({
  approvals,
}: {
  readonly approvals: readonly Action[];
}): ReactNode {
  const before = useRef<readonly Action[]>([]);
  const [said, setSaid] = useState<readonly string[]>([]);
  useEffect(() => {
    const news = approvalNews(before.current, approvals);
    before.current = approvals;
    if (news.length > 0) setSaid(news);
  }, [approvals]);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {said.map((text, index) => (
        <p key={index}>{text}</p>
      ))}
    </div>
  );
}
