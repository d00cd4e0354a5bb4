import type { ReactNode } from 'react';
import { strings } from '../strings.ts';

/** Stands between what the owner has seen and what came while they were away. */
export function NewMark({ count }: { readonly count: number | null }): ReactNode {
  const { newSince, newSinceCount } = strings.thread;
  const name = count === null ? newSince : newSinceCount(count);
  return (
    <h2 className="day-mark new-mark" aria-label={name}>
      {newSince}
    </h2>
  );
}
