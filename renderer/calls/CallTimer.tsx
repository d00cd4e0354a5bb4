import { useEffect, useState, type ReactNode } from 'react';
import { strings } from '../strings.ts';
import { elapsed } from './elapsed.ts';

/** How long the call has lasted; a screen reader reads it on demand only. */
export function CallTimer({
  startedAt,
  endedAt,
}: {
  readonly startedAt: number;
  readonly endedAt: number | null;
}): ReactNode {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (endedAt !== null) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [endedAt]);
  return (
    <span className="call-timer" role="timer" aria-live="off" aria-label={strings.calls.elapsed}>
      {elapsed((endedAt ?? now) - startedAt)}
    </span>
  );
}
