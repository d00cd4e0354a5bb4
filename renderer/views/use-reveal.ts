import { useAppState } from '../state/app-context.ts';
import { useRoomy } from '../use-roomy.ts';
import { useViews } from './view-state.ts';

/** Brings a message of the thread into sight; a view that covers the thread is left for it. */
export function useReveal(): (messageId: string) => void {
  const app = useAppState();
  const views = useViews();
  const isBeside = useRoomy();
  return (messageId) => {
    if (!isBeside) views.leave();
    void app.reveal(messageId);
  };
}
