import type { Snapshot } from '../../shared/ipc-contract.ts';
import { comparePositions } from './apply-event.ts';

/**
 * A fresh snapshot in place of the shown one. Older pages that were loaded stay, so that a reader far up keeps the
 * place, but only where they reach the fresh part without a hole. `kept` counts them.
 */
export function joinSnapshot(
  shown: Snapshot | null,
  fresh: Snapshot,
): { readonly snapshot: Snapshot; readonly kept: number } {
  const first = fresh.messages[0];
  const overlaps = first && shown?.messages.some(({ id }) => id === first.id);
  if (!first || !shown || !overlaps) return { snapshot: fresh, kept: 0 };
  const older = shown.messages.filter((message) => comparePositions(message, first) < 0);
  if (older.length === 0) return { snapshot: fresh, kept: 0 };
  return {
    snapshot: { ...fresh, messages: [...older, ...fresh.messages], hasOlder: shown.hasOlder },
    kept: older.length,
  };
}
