import { useEffect } from 'react';
import type { Views } from './view-state.ts';

/**
 * Control or Command with K opens the palette, with F the search of the whole thread, with a comma the settings. Escape
 * closes a view also when what had the focus in it is gone.
 */
export function useViewKeys(views: Views): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && event.target === document.body) views.close();
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      if (goBy(event.key.toLowerCase(), views)) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [views]);
}

/** False for a key that leads nowhere. */
function goBy(key: string, views: Views): boolean {
  if (key === 'f') views.open('search');
  else if (key === ',') views.settings('');
  else if (key !== 'k') return false;
  else if (views.store.getState().isPaletteOpen) views.closePalette();
  else views.openPalette();
  return true;
}
