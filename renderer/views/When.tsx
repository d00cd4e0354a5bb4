import type { ReactNode } from 'react';
import { dayName, fullTime, timeOfDay } from '../thread/times.ts';
import { useNow } from './use-now.ts';

/** An instant (epoch ms) as people say it, whole in its tooltip. */
export function When({ at }: { readonly at: number }): ReactNode {
  const now = useNow();
  return (
    <time dateTime={new Date(at).toISOString()} title={fullTime(at)}>
      {dayName(at, now)} {timeOfDay(at)}
    </time>
  );
}
