import { useAppState } from '../state/app-context.ts';
import { useViews } from '../views/view-state.ts';
import type { PaletteItem } from './palette-items.ts';

/** Does what was chosen; `rest` is what was typed behind it. */
export function useRun(): (item: PaletteItem, rest?: string) => void {
  const app = useAppState();
  const views = useViews();
  return (item, rest = '') => {
    views.closePalette();
    switch (item.type) {
      case 'view':
        return item.view === 'search' && rest !== '' ? views.search(rest) : views.open(item.view);
      case 'search':
        return views.search(item.words);
      case 'compose':
        views.close();
        return app.focusComposer();
      case 'talk':
        views.close();
        return views.talk();
      case 'phrase':
        views.close();
        return views.write(`${item.words} ${rest}`);
      case 'dial':
        views.close();
        return views.dial(rest);
      case 'pause':
        // Refused where a variable fixes it, which the header says.
        return void app.setPaused(item.paused).catch(() => {});
    }
  };
}
