import { useState } from 'react';

/** Epoch ms of when something was drawn first, for the names of days: a list does not change its words while it is read. */
export function useNow(): number {
  const [now] = useState(() => Date.now());
  return now;
}
