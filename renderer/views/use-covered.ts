import { useRoomy } from '../use-roomy.ts';
import { useViewState } from './view-state.ts';

/** Whether a view lies over everything else, as in a small window. */
export function useCovered(): boolean {
  const isRoomy = useRoomy();
  const isOpen = useViewState(({ view }) => view !== null);
  return isOpen && !isRoomy;
}
