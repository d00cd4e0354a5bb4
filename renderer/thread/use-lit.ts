import { useEffect, useState } from 'react';
import type { Revealed } from '../state/window-state.ts';

/** How long a message that was asked for stands out. */
const litMs = 2500;

/** The message that stands out now, because it was just brought into view; null for none. */
export function useLit(revealed: Revealed | null): string | null {
  const [over, setOver] = useState<Revealed | null>(null);
  useEffect(() => {
    if (!revealed) return undefined;
    const timer = setTimeout(() => setOver(revealed), litMs);
    return () => clearTimeout(timer);
  }, [revealed]);
  return revealed === over ? null : (revealed?.messageId ?? null);
}
