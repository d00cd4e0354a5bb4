import type { ReactNode } from 'react';
import type { NamedConnection } from '../state/selectors.ts';
import { strings } from '../strings.ts';
import { StatusDot } from './StatusDot.tsx';
import './ConnectionList.css';

/** Every connection with what is so and what the owner can do about it. */
export function ConnectionList({
  connections,
}: {
  readonly connections: readonly NamedConnection[];
}): ReactNode {
  return (
    <ul className="connection-list">
      {connections.map(({ name, status, detail, remedy }) => (
        <li key={name} data-status={status}>
          <StatusDot status={status} />
          <div>
            <p className="connection-name">
              <strong>{strings.connections.names[name]}</strong>{' '}
              <span>{strings.connections.statuses[status]}</span>
            </p>
            {detail !== '' && <p dir="auto">{detail}</p>}
            {remedy !== '' && (
              <p className="remedy" dir="auto">
                {remedy}
              </p>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
