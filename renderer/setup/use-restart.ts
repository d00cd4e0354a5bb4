import { useEffect, useState } from 'react';
import { useAppState } from '../state/app-context.ts';
import { useAsking } from '../state/use-asking.ts';

export type Restart = {
  readonly busy: boolean;
  /** It is on its way. A window of the desktop goes with it; a page in a browser stays, and is connected again. */
  readonly isAsked: boolean;
  readonly problem: string | null;
  readonly restart: () => void;
};

/** The way to start the app again, as itself or as a rehearsal. */
export function useRestart(rehearsal: boolean): Restart {
  const app = useAppState();
  const [isAsked, setAsked] = useState(false);
  const { busy, problem, ask } = useAsking();
  useEffect(
    () =>
      app.store.subscribe(({ connection }, before) => {
        if (connection === 'open' && before.connection !== 'open') setAsked(false);
      }),
    [app],
  );
  const restart = async (): Promise<void> => {
    setAsked(await ask(async () => void (await app.request('app:restart', { rehearsal }))));
  };
  return { busy, isAsked, problem, restart: () => void restart() };
}
