import { useState } from 'react';
import { useAppState } from '../state/app-context.ts';
import { useAsking } from '../state/use-asking.ts';

export type Restart = {
  readonly busy: boolean;
  /** It is on its way: this page goes with it. */
  readonly isAsked: boolean;
  readonly problem: string | null;
  readonly restart: () => void;
};

/** The way to start the app again, as itself or as a rehearsal. */
export function useRestart(rehearsal: boolean): Restart {
  const app = useAppState();
  const [isAsked, setAsked] = useState(false);
  const { busy, problem, ask } = useAsking();
  const restart = async (): Promise<void> => {
    setAsked(await ask(async () => void (await app.request('app:restart', { rehearsal }))));
  };
  return { busy, isAsked, problem, restart: () => void restart() };
}
