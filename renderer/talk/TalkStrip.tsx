import { useEffect, useRef, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { useViews } from '../views/view-state.ts';
import type { TalkDesk } from './talk-desk.ts';
import type { TalkState } from './talk-machine.ts';
import { talkStrings as words } from './talk-strings.ts';
import './Talk.css';

/** How long it is told why nothing came of a recording. */
const noteMs = 8000;

/** What talking is at, in sight and in words. */
export function TalkStrip({ desk }: { readonly desk: TalkDesk | null }): ReactNode {
  return desk === null ? <p className="talk-told" role="status" /> : <Strip desk={desk} />;
}

function Strip({ desk }: { readonly desk: TalkDesk }): ReactNode {
  const { talk, isUnset } = useStore(desk.store);
  const views = useViews();
  useEffect(() => {
    if (talk.type !== 'idle' || talk.note === null) return;
    const timer = setTimeout(() => desk.cancel(), noteMs);
    return () => clearTimeout(timer);
  }, [desk, talk]);
  const strip = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // What listens is in sight, also in a panel that scrolls.
    if (talk.type !== 'idle') strip.current?.scrollIntoView({ block: 'nearest' });
  }, [talk.type]);
  const isFailed = talk.type === 'failed';
  return (
    <div ref={strip} className="talk-strip" data-state={talk.type}>
      {talk.type === 'recording' && <Level talk={talk} />}
      <p className="talk-told" role="status">
        {told(talk, isUnset)}
      </p>
      {isFailed && talk.canRetry && (
        <button type="button" className="quiet-button" onClick={() => desk.retry()}>
          {words.retry}
        </button>
      )}
      {isUnset && (
        <button type="button" className="quiet-button" onClick={() => views.settings('stt.')}>
          {words.setUp}
        </button>
      )}
      {talk.type !== 'idle' && (
        <button type="button" className="quiet-button" onClick={() => desk.cancel()}>
          {isFailed ? words.dismiss : words.cancel}
        </button>
      )}
    </div>
  );
}

/** For the eye only: a number that changes all the time is no news. */
function Level({ talk }: { readonly talk: TalkState & { readonly type: 'recording' } }): ReactNode {
  // Loudness is felt by its logarithm: 60 dB fill the bar.
  const shown = Math.max(0, 1 + Math.log10(Math.max(talk.level, 1e-6)) / 3);
  return (
    <span className="talk-level" aria-hidden="true">
      <span className="talk-dot" />
      <meter min={0} max={1} value={shown} />
      <span className="talk-seconds">
        {words.seconds(Math.floor((talk.at - talk.since) / 1000))}
      </span>
    </span>
  );
}

function told(talk: TalkState, isUnset: boolean): string {
  switch (talk.type) {
    case 'idle':
      return talk.note === null ? '' : words[talk.note];
    case 'opening':
      return words.opening;
    case 'recording':
      return talk.downAt === null ? words.listening : words.held;
    case 'writing':
      return words.writing;
    case 'failed':
      return isUnset ? talk.reason : words.failed(talk.reason);
  }
}
