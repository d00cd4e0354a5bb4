import type { ReactNode } from 'react';
import { useAppState } from '../state/app-context.ts';
import { useRoomy } from '../use-roomy.ts';
import { viewStrings } from '../view-strings.ts';
import { useViews } from './view-state.ts';

/** Leads to the message that something comes from; nothing where there is none. */
export function SourceButton({ messageId }: { readonly messageId: string | null }): ReactNode {
  const app = useAppState();
  const views = useViews();
  const isBeside = useRoomy();
  if (messageId === null) return null;
  return (
    <button
      type="button"
      className="text-button"
      aria-label={viewStrings.showSource}
      onClick={() => {
        if (!isBeside) views.leave();
        void app.reveal(messageId);
      }}
    >
      {viewStrings.show}
    </button>
  );
}
