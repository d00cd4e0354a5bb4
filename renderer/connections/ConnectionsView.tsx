import type { ReactNode } from 'react';
import { useWindowState } from '../state/app-context.ts';
import { byUrgency } from '../state/selectors.ts';
import { strings } from '../strings.ts';
import { useRoomy } from '../use-roomy.ts';
import { ConnectionList } from './ConnectionList.tsx';
import { ConnectionsBar } from './ConnectionsBar.tsx';

/** The connections: one line in a small window, all details beside the thread in a large one. */
export function ConnectionsView(): ReactNode {
  const connections = useWindowState(({ snapshot }) => snapshot?.connections ?? null);
  const roomy = useRoomy();
  if (!connections) return null;
  if (!roomy) return <ConnectionsBar connections={connections} />;
  return (
    <section className="connections" aria-label={strings.connections.title}>
      <ConnectionList connections={byUrgency(connections)} />
    </section>
  );
}
