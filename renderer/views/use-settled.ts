import { useEffect, useState } from 'react';

/** So long without another letter, in ms, counts as a pause in typing. */
const usualPauseMs = 120;

/** The text as it stands when typing pauses. */
export function useSettled(text: string, pauseMs = usualPauseMs): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text, pauseMs]);
  return settled;
}
