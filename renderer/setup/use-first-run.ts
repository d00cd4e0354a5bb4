import { useEffect, useRef } from 'react';
import { useWindowState } from '../state/app-context.ts';
import { useViews } from '../views/view-state.ts';
import { wantsGuide } from './guide-place.ts';

/** Opens the guide by itself, once the window knows that nothing is set up. */
export function useFirstRun(): void {
  const views = useViews();
  const snapshot = useWindowState((state) => state.snapshot);
  const isDecided = useRef(false);
  useEffect(() => {
    if (snapshot === null || isDecided.current) return;
    const isWanted = wantsGuide(snapshot);
    isDecided.current = isWanted !== null;
    if (isWanted === true) views.open('setup');
  }, [snapshot, views]);
}
