import { useCallback, useState, type ReactNode } from 'react';
import type { IpcResponse } from '../../shared/ipc-contract.ts';
import { useAppState } from '../state/app-context.ts';
import { safeName, safeWords } from '../safe-text.ts';
import { strings } from '../strings.ts';
import { viewStrings } from '../view-strings.ts';
import { FetchState } from './FetchState.tsx';
import { SearchField } from './SearchField.tsx';
import { useFetched } from './use-fetched.ts';
import { useSettled } from './use-settled.ts';
import { useReveal } from './use-reveal.ts';
import { useViewState } from './view-state.ts';
import { When } from './When.tsx';

type Found = IpcResponse<'thread:search'>['found'];

const pageSize = 30;
/** Only what is typed in one go is asked at once: an answer takes milliseconds. */
const pauseMs = 20;
const words = viewStrings.search;

/** Everything that was said, found while it is typed. */
export function SearchView(): ReactNode {
  const wanted = useViewState((state) => state.wanted);
  // Asked for with other words, it begins anew.
  return <Search key={wanted?.words} begin={wanted?.words ?? ''} />;
}

function Search({ begin }: { readonly begin: string }): ReactNode {
  const [text, setText] = useState(begin);
  const settled = useSettled(text.trim(), pauseMs);
  return (
    <>
      <SearchField
        label={words.label}
        placeholder={words.placeholder}
        text={text}
        onText={setText}
      />
      {settled === '' ? (
        <p className="view-empty">{words.teach}</p>
      ) : (
        <Results key={settled} text={settled} />
      )}
    </>
  );
}

function Results({ text }: { readonly text: string }): ReactNode {
  const app = useAppState();
  const [limit, setLimit] = useState(pageSize);
  const ask = useCallback(
    // One more than is shown tells whether there is more.
    async () => app.request('thread:search', { text, before: null, limit: limit + 1 }),
    [app, text, limit],
  );
  const fetched = useFetched(ask);
  const found = fetched.value?.found;
  if (!found) return <FetchState {...fetched} />;
  const hasMore = found.length > limit && limit < 199;
  const shown = found.slice(0, limit);
  return (
    <>
      <FetchState {...fetched} />
      <p className="view-group" role="status">
        {shown.length === 0 ? words.none(text) : words.count(shown.length, found.length > limit)}
      </p>
      <ol className="view-rows found">
        {shown.map((one) => (
          <FoundRow key={one.message.id} {...one} />
        ))}
      </ol>
      {hasMore && (
        <button type="button" className="quiet-button" onClick={() => setLimit(limit + pageSize)}>
          {viewStrings.more}
        </button>
      )}
    </>
  );
}

function FoundRow({ message, snippet }: Found[number]): ReactNode {
  const app = useAppState();
  const reveal = useReveal();
  const { id, at, channel, direction, author, principal } = message;
  const who =
    direction === 'out'
      ? (app.store.getState().snapshot?.agentName ?? strings.appName)
      : principal === 'owner'
        ? strings.thread.you
        : safeName(author);
  return (
    <li>
      <button type="button" className="found-row view-row-wide" onClick={() => reveal(id)}>
        <span className="view-row-facts">
          <bdi>{who}</bdi> · {strings.thread.channels[channel]} · <When at={at} />
        </span>
        <span className="view-row-title" dir="auto">
          <Snippet text={safeWords(snippet)} />
        </span>
      </button>
    </li>
  );
}

/** The words that were looked for stand in brackets. */
function Snippet({ text }: { readonly text: string }): ReactNode {
  return text
    .split(/(\[[^\]]*\])/u)
    .map((part, index) => (index % 2 === 1 ? <mark key={index}>{part.slice(1, -1)}</mark> : part));
}
