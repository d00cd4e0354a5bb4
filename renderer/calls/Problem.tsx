import type { ReactNode } from 'react';
import { strings } from '../strings.ts';

export type ProblemProps = {
  /** For people; null when there is none. */
  readonly reason: string | null;
  /** The sentence around it. */
  readonly words?: (reason: string) => string;
};

/** Why something about a call was not done. */
export function Problem({ reason, words = strings.calls.failed }: ProblemProps): ReactNode {
  if (reason === null) return null;
  return (
    <p className="call-problem" role="alert">
      {words(reason)}
    </p>
  );
}
