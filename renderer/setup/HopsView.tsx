import type { ReactNode } from 'react';
import { hops as allHops } from '../../shared/doctor.ts';
import { ConnectionList } from '../connections/ConnectionList.tsx';
import { useWindowState } from '../state/app-context.ts';
import { byUrgency, type NamedConnection } from '../state/selectors.ts';
import { strings } from '../strings.ts';
import { NotDone } from '../views/FetchState.tsx';
import { useViews } from '../views/view-state.ts';
import { HopChain } from './HopChain.tsx';
import { hopsOfConnection, hopStrings } from './hop-strings.ts';
import { useLooks, type Looks } from './use-looks.ts';

/** Every connection with its remedy and a look at it, and a look at every hop. */
export function HopsView(): ReactNode {
  const views = useViews();
  const connections = useWindowState(({ snapshot }) => snapshot?.connections ?? null);
  const looks = useLooks();
  if (!connections) return null;
  return (
    <>
      <ConnectionList
        connections={byUrgency(connections)}
        more={(connection) => <ConnectionLooks connection={connection} looks={looks} />}
      />
      <div className="hops-bar">
        <button type="button" className="quiet-button" onClick={() => views.open('setup')}>
          {hopStrings.guide}
        </button>
      </div>
      <section aria-label={hopStrings.chain}>
        <h3 className="view-group">{hopStrings.chain}</h3>
        <LookAtAll looks={looks} />
        <HopChain hops={allHops} doctor={looks.doctor} />
      </section>
    </>
  );
}

/** The button for everything, with how far it is. */
export function LookAtAll({ looks }: { readonly looks: Looks }): ReactNode {
  const { doctor, busy, problem, look } = looks;
  return (
    <div className="hops-bar">
      <button
        type="button"
        className="quiet-button"
        aria-disabled={busy}
        onClick={() => !busy && look(null)}
      >
        {hopStrings.all}
      </button>
      <p className="view-row-facts" role="status">
        {statusOf(looks)}
      </p>
      <NotDone problem={problem ?? doctor?.problem ?? null} />
    </div>
  );
}

function statusOf({ doctor, busy }: Looks): string {
  if (busy) return hopStrings.running;
  if (!doctor || doctor.hops.length < allHops.length) return hopStrings.costs;
  return hopStrings.done(doctor.findings.filter(({ verdict }) => verdict === 'bad').length);
}

function ConnectionLooks({
  connection,
  looks,
}: {
  readonly connection: NamedConnection;
  readonly looks: Looks;
}): ReactNode {
  const { doctor, busy, look } = looks;
  const hops = hopsOfConnection[connection.name];
  const isLooked = doctor?.findings.some(({ hop }) => hops.includes(hop)) ?? false;
  const isLooking = busy && (doctor?.hops.some((hop) => hops.includes(hop)) ?? false);
  return (
    <>
      <button
        type="button"
        className="quiet-button connection-again"
        aria-disabled={busy}
        aria-label={hopStrings.againAt(strings.connections.names[connection.name])}
        onClick={() => !busy && look(hops)}
      >
        {hopStrings.again}
      </button>
      {(isLooked || isLooking) && <HopChain hops={hops} doctor={doctor} />}
    </>
  );
}
