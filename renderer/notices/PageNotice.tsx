import type { ReactNode } from 'react';
import type { PageConnection } from '../page-transport.ts';
import { strings } from '../strings.ts';
import { FreshLink } from './FreshLink.tsx';
import { Notice } from './Notice.tsx';

export type PageNoticeProps = {
  readonly connection: PageConnection;
  readonly loadProblem: string | null;
  readonly onRetry: () => void;
};

/** That the page itself cannot reach main, or could not load. */
export function PageNotice({ connection, loadProblem, onRetry }: PageNoticeProps): ReactNode {
  const words = strings.page;
  switch (connection) {
    case 'connecting':
      return null;
    case 'silent':
      return (
        <Notice tone="warning">
          <p>{words.silent}</p>
        </Notice>
      );
    case 'lost':
      return (
        <Notice tone="warning">
          <p>
            {words.lost} <RetryButton label={words.tryNow} onRetry={onRetry} />
          </p>
        </Notice>
      );
    case 'ended':
      return (
        <Notice tone="problem">
          <p>{words.ended}</p>
          <FreshLink />
          <p>
            <RetryButton label={strings.tryAgain} onRetry={onRetry} />
          </p>
        </Notice>
      );
    case 'open':
      if (loadProblem === null) return null;
      return (
        <Notice tone="problem">
          <p>
            {words.loadFailed(loadProblem)}{' '}
            <RetryButton label={strings.tryAgain} onRetry={onRetry} />
          </p>
        </Notice>
      );
  }
}

function RetryButton({
  label,
  onRetry,
}: {
  readonly label: string;
  readonly onRetry: () => void;
}): ReactNode {
  return (
    <button type="button" className="text-button" onClick={onRetry}>
      {label}
    </button>
  );
}
