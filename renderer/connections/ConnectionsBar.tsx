import { useId, useState, type ReactNode } from 'react';
import type { Connections, ConnectionStatus } from '../../shared/connection.ts';
import { Icon } from '../icons/Icon.tsx';
import { byUrgency, problemsOf, shownConnections } from '../state/selectors.ts';
import { strings } from '../strings.ts';
import { LazyFixes } from '../setup/LazyFixes.tsx';
import { ConnectionList } from './ConnectionList.tsx';
import { StatusDot } from './StatusDot.tsx';
import './ConnectionsBar.css';

/** One line with all connections; opens to what each one is doing. Problems show without being asked for. */
export function ConnectionsBar({ connections }: { readonly connections: Connections }): ReactNode {
  const [open, setOpen] = useState(false);
  const listId = useId();
  const words = strings.connections;
  return (
    <section className="connections" aria-label={words.title}>
      <button
        type="button"
        className="connections-toggle"
        aria-expanded={open}
        aria-controls={listId}
        onClick={() => setOpen(!open)}
      >
        <span className="visually-hidden">{open ? words.hide : words.show}: </span>
        <span className="connection-chips">
          {shownConnections(connections).map((name) => {
            const { status } = connections[name];
            return (
              <span key={name} className="connection-chip" data-status={status}>
                <StatusDot status={status} />
                {words.names[name]}
                <span className={isPlain(status) ? 'visually-hidden' : undefined}>
                  {' '}
                  {words.statuses[status]}
                </span>
              </span>
            );
          })}
        </span>
        <Icon name="chevron" />
      </button>
      <div id={listId} hidden={!open} className="connections-detail">
        <ConnectionList connections={byUrgency(connections)} />
      </div>
      {!open && <FirstProblem connections={connections} onMore={() => setOpen(true)} />}
    </section>
  );
}

function FirstProblem({
  connections,
  onMore,
}: {
  readonly connections: Connections;
  readonly onMore: () => void;
}): ReactNode {
  const problems = problemsOf(connections);
  const first = problems[0];
  if (!first) return null;
  const words = strings.connections;
  return (
    <div className="connection-problem" role="status">
      <Icon name="warning" />
      <p>
        <strong>{words.problem(words.names[first.name], words.statuses[first.status])}</strong>{' '}
        {first.detail} <span className="remedy">{first.remedy}</span>{' '}
        <LazyFixes text={`${first.detail} ${first.remedy}`} />{' '}
        {problems.length > 1 && (
          <button type="button" className="text-button" onClick={onMore}>
            {words.more(problems.length - 1)}
          </button>
        )}
      </p>
    </div>
  );
}

/** What the dot says well enough on its own. */
function isPlain(status: ConnectionStatus): boolean {
  return status === 'connected' || status === 'off';
}
