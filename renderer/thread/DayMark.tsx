import { useEffect, useState, type ReactNode } from 'react';
import { dayName, untilTomorrowMs } from './times.ts';

/** Begins a day in the thread; "today" becomes "yesterday" at midnight. */
export function DayMark({ at }: { readonly at: number }): ReactNode {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setTimeout(() => setNow(Date.now()), untilTomorrowMs(now));
    return () => clearTimeout(timer);
  }, [now]);
  return <h2 className="day-mark">{dayName(at, now)}</h2>;
}
