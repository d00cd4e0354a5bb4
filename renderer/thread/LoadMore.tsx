import type { ReactNode } from 'react';
import type { Loading } from '../state/window-state.ts';
import { strings } from '../strings.ts';

type LoadMoreProps = {
  readonly label: string;
  readonly failed: string;
  readonly state: Loading;
  readonly onLoad: () => void;
};

/** At an edge of what is loaded. It is pressed by itself in time; a hand is needed when that failed. */
export function LoadMore({ label, failed, state, onLoad }: LoadMoreProps): ReactNode {
  return (
    <div className="load-more">
      {state === 'failed' && <p role="alert">{failed}</p>}
      <button type="button" className="quiet-button" onClick={onLoad}>
        {state === 'loading' ? strings.thread.loadingMore : label}
      </button>
    </div>
  );
}
