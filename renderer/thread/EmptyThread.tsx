import type { ReactNode } from 'react';
import type { Connections } from '../../shared/connection.ts';
import { Icon, type IconName } from '../icons/Icon.tsx';
import { strings } from '../strings.ts';
import './EmptyThread.css';

export type EmptyThreadProps = {
  readonly agentName: string;
  readonly connections: Connections;
  readonly rehearsal: boolean;
};

/** Teaches the three ways to talk to the agent, and which of them are not set up yet. */
export function EmptyThread({ agentName, connections, rehearsal }: EmptyThreadProps): ReactNode {
  const words = strings.empty;
  return (
    <div className="empty">
      <h2>{words.title(agentName)}</h2>
      <p>{words.intro}</p>
      <ul>
        <Way icon="desktop" title={words.desk} how={words.deskHow} ready />
        <Way
          icon="carbonvoice"
          title={words.away}
          how={words.awayHow}
          ready={connections.carbonvoice.status !== 'off'}
        />
        <Way
          icon="phone"
          title={words.phone}
          how={words.phoneHow}
          ready={connections.voipbin.status !== 'off'}
        />
      </ul>
      {rehearsal && <p>{words.practise}</p>}
    </div>
  );
}

type WayProps = {
  readonly icon: IconName;
  readonly title: string;
  readonly how: string;
  readonly ready: boolean;
};

function Way({ icon, title, how, ready }: WayProps): ReactNode {
  return (
    <li>
      <Icon name={icon} />
      <div>
        <strong>{title}</strong>
        {!ready && <span className="way-missing"> · {strings.empty.notSetUp}</span>}
        <p>{how}</p>
      </div>
    </li>
  );
}
