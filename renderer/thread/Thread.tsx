import {
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from 'react';
import type { ThreadMessage } from '../../shared/thread.ts';
import type { Loading } from '../state/window-state.ts';
import type { History } from '../state/thread-history.ts';
import { Icon } from '../icons/Icon.tsx';
import { strings } from '../strings.ts';
import { LoadMore } from './LoadMore.tsx';
import { newsOf } from './absence.ts';
import { below } from './reader-place.ts';
import { threadRows, type ThreadRow } from './thread-rows.ts';
import { ThreadRows, type RowsLook } from './ThreadRows.tsx';
import { useAbsence, useLook, type Absences, type Seen } from './use-absence.ts';
import type { Held } from './use-hold.ts';
import { useThreadScroll } from './use-thread-scroll.ts';
import { useVirtualRows } from './use-virtual-rows.ts';
import './Thread.css';

export type ThreadProps = Seen &
  RowsLook & {
    /** What is loaded around the reader's place, oldest first. */
    readonly messages: readonly ThreadMessage[];
    /** The newest ones, whatever is read. */
    readonly tail: readonly ThreadMessage[];
    readonly older: Loading;
    readonly newer: Loading;
    readonly history: History;
    /** Shown in place of the list while there is no message. */
    readonly empty: ReactNode;
  };

/** All messages of all channels, oldest first. Only what is in view is drawn. */
export function Thread(props: ThreadProps): ReactNode {
  const { messages, empty, history } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const absences = useAbsence(props.tail, props);
  const { rows, held } = useRows(props, absences);
  const virtual = useVirtualRows(rows, scroller);
  const scroll = useThreadScroll({ ...props, scroller, rows: virtual, held });
  const toLatest = (): void => {
    history.latest();
    scroll.toEnd();
  };
  useLook(absences, scroll.atEnd);
  useReading(props, scroller, scroll.atEnd);
  useOwnMessage(props.tail, toLatest);
  return (
    <div className="thread-frame">
      <section
        ref={scroller}
        className="thread"
        aria-label={strings.thread.title}
        tabIndex={0}
        onScroll={scroll.onScroll}
        onFocus={virtual.onFocus}
        onKeyDown={(event) => {
          if (!isOwnKey(event)) return;
          if (event.key === 'End') toLatest();
          else void history.first().then((isThere) => isThere && scroll.toStart());
          event.preventDefault();
        }}
      >
        <div className="thread-content">
          {messages.length === 0 ? empty : <Earlier {...props} />}
          <ThreadRows {...props} rows={rows} virtual={virtual} />
          <Later {...props} />
        </div>
      </section>
      {!scroll.atEnd && (
        <button type="button" className="jump" onClick={toLatest}>
          <Icon name="down" />
          {scroll.unseen > 0 ? strings.thread.unseen(scroll.unseen) : strings.thread.jump}
        </button>
      )}
    </div>
  );
}

/** With a mark before what came while the owner was away, which is held in sight until they have looked. */
function useRows(
  { messages, hasOlder, hasHole }: ThreadProps,
  { absence, isAway }: Absences,
): { readonly rows: readonly ThreadRow[]; readonly held: Held | null } {
  const news = useMemo(
    () => newsOf(absence, { messages, hasOlder, hasHole }),
    [absence, messages, hasOlder, hasHole],
  );
  const rows = useMemo(() => threadRows(messages, news), [messages, news]);
  if (news === null || absence === null || absence.looked) return { rows, held: null };
  return { rows, held: { firstId: news.firstId, after: absence.after, isAway } };
}

function Earlier({ hasOlder, older, history }: ThreadProps): ReactNode {
  if (!hasOlder) return null;
  const { loadEarlier, earlierFailed } = strings.thread;
  const onLoad = (): void => void history.loadOlder();
  return <LoadMore label={loadEarlier} failed={earlierFailed} state={older} onLoad={onLoad} />;
}

function Later({ hasHole, newer, history }: ThreadProps): ReactNode {
  if (!hasHole) return null;
  const { loadLater, laterFailed } = strings.thread;
  const onLoad = (): void => void history.loadNewer();
  return <LoadMore label={loadLater} failed={laterFailed} state={newer} onLoad={onLoad} />;
}

/** In the whole thread, not only in what is loaded of it; a field that is written in keeps its own keys. */
function isOwnKey({ key, target, shiftKey, altKey, metaKey }: KeyboardEvent): boolean {
  if ((key !== 'Home' && key !== 'End') || shiftKey || altKey || metaKey) return false;
  return target instanceof Element && target.closest('input, textarea, select') === null;
}

/** So near to the edge of what is loaded, in pixels, the next page is asked for. */
const nearPx = 1_200;

/** Loads on while somebody reads, and lets go of what nobody reads. */
function useReading(
  { history, hasOlder, hasHole, older, newer }: ThreadProps,
  scroller: RefObject<HTMLElement | null>,
  atEnd: boolean,
): void {
  useEffect(() => history.setReading(!atEnd), [history, atEnd]);
  // After each drawing: by then the reader's place is restored, and only then it tells how far the edge is.
  useEffect(() => {
    const element = scroller.current;
    if (!element || atEnd) return;
    if (element.scrollTop < nearPx && hasOlder && older === 'idle') void history.loadOlder();
    if (below(element) < nearPx && hasHole && newer === 'idle') void history.loadNewer();
  });
}

/** What the owner just wrote is always brought into view. */
function useOwnMessage(tail: readonly ThreadMessage[], jump: () => void): void {
  const last = tail.at(-1);
  const own = last?.channel === 'desktop' && last.direction === 'in' ? last.id : null;
  const known = useRef(own);
  useLayoutEffect(() => {
    if (own !== null && own !== known.current) jump();
    known.current = own;
  });
}
