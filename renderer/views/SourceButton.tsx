import type { ReactNode } from 'react';
import { viewStrings } from '../view-strings.ts';
import { useReveal } from './use-reveal.ts';

/** Leads to the message that something comes from; nothing where there is none. */
export function SourceButton({ messageId }: { readonly messageId: string | null }): ReactNode {
  const reveal = useReveal();
  if (messageId === null) return null;
  return (
    <button
      type="button"
      className="text-button"
      aria-label={viewStrings.showSource}
      onClick={() => reveal(messageId)}
    >
      {viewStrings.show}
    </button>
  );
}
