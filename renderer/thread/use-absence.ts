import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import type { ThreadMessage, ThreadPosition } from '../../shared/thread.ts';
import { threadPositionSchema } from '../../shared/thread.ts';
import { lastingStorage, openDraft, type Draft } from '../composer/draft.ts';
import { comeBack, leave, seenPlace, type Absence } from './absence.ts';

export type Absences = {
  /** The last one, while there is something to tell of it. */
  readonly absence: Absence | null;
  readonly isAway: boolean;
  /** The owner has looked at what came. */
  readonly look: () => void;
};

/** Follows whether somebody looks at the window, also over a reload of the page and the end of its window. */
export function useAbsence(tail: readonly ThreadMessage[]): Absences {
  const isAway = !useSyncExternalStore(onLooking, isLooking);
  const [absence, setAbsence] = useState(() => {
    const after = placeIn(openKept().read());
    const former = after && { after, until: null, looked: false };
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
    // Another window may have written since.
    const kept = openKept();
    kept.write(JSON.stringify(seenPlace(placeIn(kept.read()), { at, id }, latest.current)));
  }, [at, id]);
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

/** No words, only a place: the browser may keep it on its disk. */
function openKept(): Draft {
  return openDraft(lastingStorage(), 'adjutant.seen');
}

function placeIn(text: string): ThreadPosition | null {
  try {
    return threadPositionSchema.parse(JSON.parse(text));
  } catch {
    // Nothing is kept yet, or something else.
    return null;
  }
}
