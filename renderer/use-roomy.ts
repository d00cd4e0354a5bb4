import { useSyncExternalStore } from 'react';

/** As in the style sheets: from this width the side column has its own place. */
const roomyQuery = '(min-width: 60rem)';

/** Whether the window is wide enough to show details beside the thread. */
export function useRoomy(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(roomyQuery).matches);
}

function subscribe(changed: () => void): () => void {
  const query = matchMedia(roomyQuery);
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
}
