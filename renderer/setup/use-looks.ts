import type { DoctorView, Hop } from '../../shared/doctor.ts';
import { useAppState, useWindowState } from '../state/app-context.ts';
import { useAsking } from '../state/use-asking.ts';

export type Looks = {
  readonly doctor: DoctorView | null;
  readonly busy: boolean;
  readonly problem: string | null;
  /** Null: at everything, as the running app has it. */
  readonly look: (hops: readonly Hop[] | null) => void;
};

/** The looks at hops, which main keeps, and the way to a new one. */
export function useLooks(): Looks {
  const app = useAppState();
  const doctor = useWindowState(({ snapshot }) => snapshot?.doctor ?? null);
  const { busy, problem, ask } = useAsking();
  const look = (hops: readonly Hop[] | null): void =>
    void ask(async () => void (await app.request('doctor:start', { hops: hops && [...hops] })));
  return { doctor, busy: busy || doctor?.isRunning === true, problem, look };
}
