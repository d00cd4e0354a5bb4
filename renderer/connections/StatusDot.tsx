import type { ReactNode } from 'react';
import type { ConnectionStatus } from '../../shared/connection.ts';
import './StatusDot.css';

/** The status as shape and colour; always beside the words, so it is hidden from screen readers. */
export function StatusDot({ status }: { readonly status: ConnectionStatus }): ReactNode {
  return <span className="status-dot" data-status={status} aria-hidden="true" />;
}
