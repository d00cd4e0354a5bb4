import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppState } from '../state/app-state.ts';
import type { Reader } from './reader.ts';

export type ReadingAloud = {
  /** Null until the first answer that is read: what plays is loaded then. */
  readonly reader: Reader | null;
  /** Silence, at once. */
  readonly stop: () => void;
};

/** Reads the answers aloud that are meant for this page. */
export function useReading(app: AppState, pageId: string): ReadingAloud {
  const [reader, setReader] = useState<Reader | null>(null);
  const loading = useRef<Promise<Reader | null> | null>(null);
  const stop = useCallback(() => void loading.current?.then((opened) => opened?.stop()), []);
  useEffect(() => {
    const load = (): Promise<Reader | null> => {
      loading.current ??= import('./open-reader.ts').then(
        ({ openReader }) => {
          const opened = openReader(app.request);
          setReader(opened);
          return opened;
        },
        () => {
          // The app cannot be reached, which the window tells by itself: the next answer tries again.
          loading.current = null;
          return null;
        },
      );
      return loading.current;
    };
    const stops = [
      app.onEvent('talk:reading', {
        received: (meant) => {
          if (meant.pageId === pageId) void load().then((opened) => opened?.begin(meant.readingId));
        },
      }),
      app.onEvent('talk:hushed', { received: stop }),
    ];
    return () => {
      for (const end of stops) end();
      stop();
    };
  }, [app, pageId, stop]);
  useEscape(reader);
  return { reader, stop };
}

/** Escape is for what is heard, before anything else. */
function useEscape(reader: Reader | null): void {
  useEffect(() => {
    if (reader === null) return;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || !reader.stop()) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener('keydown', onKeyDown, true);
    return () => window.removeEventListener('keydown', onKeyDown, true);
  }, [reader]);
}
