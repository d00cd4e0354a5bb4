import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { ThreadMessage } from '../../shared/thread.ts';
import { announcements } from './announcements.ts';

/** Tells a screen reader, politely, what came into the thread. The first load is not news. */
export function Announcer({
  messages,
  agentName,
}: {
  readonly messages: readonly ThreadMessage[] | null;
  readonly agentName: string;
}): ReactNode {
  const before = useRef<readonly ThreadMessage[] | null>(null);
  const [said, setSaid] = useState<readonly string[]>([]);
  useEffect(() => {
    if (before.current && messages) {
      const news = announcements(before.current, messages, agentName);
      if (news.length > 0) setSaid(news);
    }
    before.current = messages;
  }, [messages, agentName]);
  return (
    <div className="visually-hidden thread-news" role="status" aria-live="polite">
      {said.map((text, index) => (
        <p key={index}>{text}</p>
      ))}
    </div>
  );
}
