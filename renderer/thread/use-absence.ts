import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import type { ThreadMessage, ThreadPosition } from '../../shared/thread.ts';
import { comeBack, leave, type Absence } from './absence.ts';

export type Seen = {
  /** Up to where the owner has seen the thread, as it was kept when the page was opened; null before they first did. */
  readonly seen: ThreadPosition | null;
  /** Keeps a place; the furthest of all windows stays. */
  readonly onSeen: (place: ThreadPosition) => void;
};

export type Absences = {
  /** The last one, while there is something to tell of it. */
  readonly absence: Absence | null;
  readonly isAway: boolean;
  /** The owner has looked at what came. */
  readonly look: () => void;
};

/** Follows whether somebody looks at the window, also over the end of the page, its window and the app. */
export function useAbsence(tail: readonly ThreadMessage[], { seen, onSeen }: Seen): Absences {
  const isAway = !useSyncExternalStore(onLooking, isLooking);
  const [absence, setAbsence] = useState(() => {
    const former = seen && { after: seen, until: null, looked: false };
    return isAway ? leave(former, tail) : comeBack(former, tail);
  });
  const latest = useRef(tail);
  useLayoutEffect(() => {
    latest.current = tail;
  });
  useEffect(() => {
    const change = isAway ? leave : comeBack;
    setAbsence((former) => change(former, latest.current));
  }, [isAway]);
  // As if the owner went now: nobody tells of the end of the page.
  const { at, id } = leave(absence, tail).after;
  useEffect(() => {
    if (id !== '') onSeen({ at, id });
  }, [at, id, onSeen]);
  const look = useCallback(
    () => setAbsence((former) => former && { ...former, looked: former.until !== null }),
    [],
  );
  return { absence, isAway, look };
}

/** So long, in milliseconds, somebody has to be at the end to have looked at it. */
const lookMs = 2_000;

/** Whoever stays at the end for a moment has looked at what came. */
export function useLook({ absence, isAway, look }: Absences, atEnd: boolean): void {
  const isToLook = absence !== null && !absence.looked && !isAway && atEnd;
  useEffect(() => {
    if (!isToLook) return undefined;
    const timer = setTimeout(look, lookMs);
    return () => clearTimeout(timer);
  }, [isToLook, look]);
}

function isLooking(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}

function onLooking(changed: () => void): () => void {
  document.addEventListener('visibilitychange', changed);
  window.addEventListener('focus', changed);
  window.addEventListener('blur', changed);
  return () => {
    document.removeEventListener('visibilitychange', changed);
    window.removeEventListener('focus', changed);
    window.removeEventListener('blur', changed);
  };
}
