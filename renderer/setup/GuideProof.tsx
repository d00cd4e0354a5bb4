import { useState, type ReactNode } from 'react';
import { hops } from '../../shared/doctor.ts';
import { useWindowState } from '../state/app-context.ts';
import { HopChain } from './HopChain.tsx';
import { LookAtAll } from './HopsView.tsx';
import { guideStrings } from './guide-steps.ts';
import { useLooks } from './use-looks.ts';

const words = guideStrings;

/** Each hop as it is looked at, and a first message that really came. */
export function ProofView(): ReactNode {
  const looks = useLooks();
  return (
    <>
      <LookAtAll looks={looks} />
      <HopChain hops={hops} doctor={looks.doctor} />
      <FirstMessage />
    </>
  );
}

function FirstMessage(): ReactNode {
  const isConnected = useWindowState(
    ({ snapshot }) => snapshot?.connections.carbonvoice.status === 'connected',
  );
  const last = useWindowState(({ snapshot }) =>
    snapshot?.messages.findLast(
      ({ channel, direction, principal }) =>
        channel === 'carbonvoice' && direction === 'in' && principal === 'owner',
    ),
  );
  /** What was there before is no proof. */
  const [before] = useState(last?.id);
  const isHere = last !== undefined && last.id !== before;
  return (
    <section className="guide-box" aria-label={words.first}>
      <p>
        <strong>{words.first}</strong>
      </p>
      <p role="status" dir="auto">
        {isHere
          ? last.text === ''
            ? words.firstNoWords
            : words.firstCame(last.text)
          : isConnected
            ? words.firstWait
            : words.firstOff}
      </p>
    </section>
  );
}
