import { useCallback, useEffect } from 'react';
import type { AppState } from '../state/app-state.ts';
import type { Reader } from './reader.ts';
import { useLoaded } from './use-loaded.ts';

export type ReadingAloud = {
  /** Null until the first answer that is read: what plays is loaded then. */
  readonly reader: Reader | null;
  /** Silence, at once. */
  readonly stop: () => void;
};

/** Reads the answers aloud that are meant for this page. */
export function useReading(app: AppState, pageId: string): ReadingAloud {
  const code = useCallback(async () => {
    const { openReader } = await import('./open-reader.ts');
    return () => openReader(app.request);
  }, [app]);
  const { loaded: reader, load, ifWanted } = useLoaded(code);
  const stop = useCallback(() => ifWanted((opened) => void opened.stop()), [ifWanted]);
  useEffect(() => {
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
  }, [app, pageId, load, stop]);
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
