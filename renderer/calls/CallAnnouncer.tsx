import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Caption } from '../../shared/call-status.ts';
import { safeWords } from '../safe-text.ts';
import { strings } from '../strings.ts';
import { captionNews, speakerOf } from './caption-news.ts';

/** Sentences come in bursts; a screen reader is given them together. */
const gatherMs = 1500;

/** Tells a screen reader, politely, the whole sentences of a call; what was said before it came in sight is no news. */
export function CallAnnouncer({
  captions,
  agentName,
}: {
  readonly captions: readonly Caption[];
  readonly agentName: string;
}): ReactNode {
  const [first] = useState(() => new Set(captionNews(new Set(), captions).map(({ id }) => id)));
  const known = useRef(first);
  const latest = useRef(captions);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const [said, setSaid] = useState<readonly string[]>([]);
  useEffect(() => {
    latest.current = captions;
    if (timer.current !== null || captionNews(known.current, captions).length === 0) return;
    timer.current = setTimeout(() => {
      timer.current = null;
      const news = captionNews(known.current, latest.current);
      for (const { id } of news) known.current.add(id);
      setSaid(
        news.map((one) => strings.calls.announce(speakerOf(one, agentName), safeWords(one.text))),
      );
    }, gatherMs);
  }, [captions, agentName]);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
    },
    [],
  );
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {said.map((text, index) => (
        <p key={index}>{text}</p>
      ))}
    </div>
  );
}
