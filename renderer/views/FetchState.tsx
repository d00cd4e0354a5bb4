import type { ReactNode } from 'react';
import { viewStrings } from '../view-strings.ts';
import type { Fetched } from './use-fetched.ts';

/** That something is on its way, or why it is not here; nothing once it is. */
export function FetchState({ value, problem }: Fetched<unknown>): ReactNode {
  if (problem !== null) {
    return (
      <p className="view-problem" role="alert">
        {viewStrings.failed(problem)}
      </p>
    );
  }
  return value === null ? <p className="view-quiet">{viewStrings.loading}</p> : null;
}

/** Why something that the owner asked for was not done; nothing when it was. */
export function NotDone({ problem }: { readonly problem: string | null }): ReactNode {
  return (
    problem !== null && (
      <p className="view-problem view-row-wide" role="alert">
        {viewStrings.notDone(problem)}
      </p>
    )
  );
}
