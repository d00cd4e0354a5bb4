import { useLayoutEffect, useRef, type ReactNode } from 'react';
import type { Caption } from '../../shared/call-status.ts';
import { safeWords } from '../safe-text.ts';
import { strings } from '../strings.ts';
import { speakerOf } from './caption-news.ts';

/** Closer to the end than this counts as reading along. */
const nearEndPx = 24;

/** What both sides say, newest last; follows the talk unless the reader scrolled up. */
export function Captions({
  captions,
  agentName,
  empty,
}: {
  readonly captions: readonly Caption[];
  readonly agentName: string;
  /** Stands where there is nothing to read. */
  readonly empty: string;
}): ReactNode {
  const list = useRef<HTMLOListElement>(null);
  const follows = useRef(true);
  useLayoutEffect(() => {
    if (follows.current && list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [captions]);
  const isEmpty = captions.length === 0;
  // A window that becomes lower keeps the place at the top, not the end.
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      if (follows.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [isEmpty]);
  if (isEmpty && empty === '') return null;
  if (isEmpty) return <p className="captions-empty">{empty}</p>;
  return (
    // It scrolls, so the keyboard must reach it.
    <ol
      ref={list}
      className="captions"
      tabIndex={0}
      aria-label={strings.calls.captions}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        follows.current = scrollHeight - scrollTop - clientHeight < nearEndPx;
      }}
    >
      {captions.map((caption) => (
        <li key={caption.id} data-by={caption.by} data-final={caption.final}>
          <span className="caption-by">{speakerOf(caption, agentName)}</span>
          <CaptionText caption={caption} />
        </li>
      ))}
    </ol>
  );
}

function CaptionText({ caption: { text, unheard } }: { readonly caption: Caption }): ReactNode {
  if (unheard === null) return <span dir="auto">{safeWords(text)}</span>;
  return (
    <span dir="auto">
      {safeWords(text.slice(0, text.length - unheard.length))}
      <span className="visually-hidden">{strings.calls.unheard} </span>
      <s>{safeWords(unheard)}</s>
    </span>
  );
}
