import { useCallback, useState, type ReactNode } from 'react';
import type { Action } from '../../shared/action.ts';
import { useAppState } from '../state/app-context.ts';
import { exactWords, safeName } from '../safe-text.ts';
import { strings } from '../strings.ts';
import { viewStrings } from '../view-strings.ts';
import { FetchState } from './FetchState.tsx';
import { SourceButton } from './SourceButton.tsx';
import { useFetched } from './use-fetched.ts';
import { When } from './When.tsx';

const pageSize = 50;
const mostShown = 500;
const words = viewStrings.audit;

/** Everything that the agent did or asked for, newest first. */
export function AuditView(): ReactNode {
  const app = useAppState();
  const [limit, setLimit] = useState(pageSize);
  const ask = useCallback(
    async () => (await app.request('actions:list', { before: null, limit })).actions,
    [app, limit],
  );
  const fetched = useFetched(ask);
  const actions = fetched.value ?? [];
  const hasMore = actions.length === limit && limit < mostShown;
  return (
    <>
      <FetchState {...fetched} />
      {fetched.value?.length === 0 && <p className="view-empty">{words.none}</p>}
      <ol className="view-rows">
        {actions.map((action) => (
          <ActionRow key={action.id} action={action} />
        ))}
      </ol>
      {hasMore && (
        <button
          type="button"
          className="quiet-button"
          onClick={() => setLimit(Math.min(limit + pageSize, mostShown))}
        >
          {viewStrings.more}
        </button>
      )}
    </>
  );
}

const notable: ReadonlySet<Action['state']> = new Set(['failed', 'unknown', 'pending']);

function ActionRow({ action }: { readonly action: Action }): ReactNode {
  const { summary, tool, state, principal, author, channel, createdAt, messageId, result } = action;
  const who = principal === 'owner' ? strings.thread.you.toLowerCase() : safeName(author);
  return (
    <li>
      <span className="view-row-title view-row-wide" dir="auto">
        {exactWords(summary)}
      </span>
      <span className="view-row-facts">
        <span className={notable.has(state) ? 'view-notable' : ''}>{words.state(action)}</span>
        {' · '}
        <bdi>{words.asked(who, strings.thread.channels[channel])}</bdi> · <When at={createdAt} /> ·{' '}
        <code>{tool}</code> <SourceButton messageId={messageId} />
      </span>
      {result !== null && result !== '' && (
        <details className="view-row-facts">
          <summary>{words.result}</summary>
          <p className="view-row-title" dir="auto">
            {exactWords(result)}
          </p>
        </details>
      )}
    </li>
  );
}
