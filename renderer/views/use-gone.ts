import { useState } from 'react';
import type { Fetched } from './use-fetched.ts';

/** What a view lists, and before it what was deleted here just now: that stays in sight, with a way back. */
export function useGone<T extends { readonly id: string }>(fetched: Fetched<readonly T[]>) {
  const [gone, setGone] = useState<readonly T[]>([]);
  const isGone = (row: T): boolean => gone.some(({ id }) => id === row.id);
  return {
    all: [...gone, ...(fetched.value ?? []).filter((row) => !isGone(row))],
    isGone,
    onGone: (row: T) => setGone((before) => [row, ...before]),
    onBack: (row: T) => {
      setGone((before) => before.filter(({ id }) => id !== row.id));
      fetched.reload();
    },
  };
}
