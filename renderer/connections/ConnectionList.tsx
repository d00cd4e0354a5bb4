import type { ReactNode } from 'react';
import type { NamedConnection } from '../state/selectors.ts';
import { strings } from '../strings.ts';
import { LazyFixes } from '../setup/LazyFixes.tsx';
import { StatusDot } from './StatusDot.tsx';
import './ConnectionList.css';

/** Every connection with what is so and what the owner can do about it. */
export function ConnectionList({
  connections,
  more,
}: {
  readonly connections: readonly NamedConnection[];
  /** What stands below each; null for nothing. */
  readonly more?: (connection: NamedConnection) => ReactNode;
}): ReactNode {
  return (
    <ul className="connection-list">
      {connections.map((connection) => {
        const { name, status, detail, remedy } = connection;
        return (
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
                  {remedy} <LazyFixes text={`${detail} ${remedy}`} />
                </p>
              )}
              {more?.(connection)}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
