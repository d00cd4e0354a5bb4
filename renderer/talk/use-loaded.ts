import { useCallback, useRef, useState } from 'react';

export type Loaded<T> = {
  /** Null until it is loaded. */
  readonly loaded: T | null;
  /** Loads it with the first wish; null where the app cannot be reached, which the window tells by itself. */
  readonly load: () => Promise<T | null>;
  /** With what is loaded, or being loaded; in the order of the wishes. */
  readonly ifWanted: (use: (loaded: T) => void) => void;
};

/**
 * What is made of code that is loaded once it is wanted; where that failed, with the next wish. `code` resolves with what
 * makes it, and must stay the same.
 */
export function useLoaded<T>(code: () => Promise<() => T>): Loaded<T> {
  const [loaded, setLoaded] = useState<T | null>(null);
  const loading = useRef<Promise<T | null> | null>(null);
  const load = useCallback(() => {
    loading.current ??= code().then(
      (make) => {
        const opened = make();
        setLoaded(() => opened);
        return opened;
      },
      () => {
        loading.current = null;
        return null;
      },
    );
    return loading.current;
  }, [code]);
  const ifWanted = useCallback(
    (use: (opened: T) => void) =>
      void loading.current?.then((opened) => opened !== null && use(opened)),
    [],
  );
  return { loaded, load, ifWanted };
}
