import { useMemo, type ReactNode } from 'react';
import type { ThreadMessage } from '../../shared/thread.ts';
import type { Revealed } from '../state/app-state.ts';
import type { LedgerActions } from '../state/ledger-actions.ts';
import { Icon } from '../icons/Icon.tsx';
import { strings } from '../strings.ts';
import type { Allowing } from './AllowSender.tsx';
import { DayMark } from './DayMark.tsx';
import { Message } from './Message.tsx';
import { threadRows } from './thread-rows.ts';
import { useLit } from './use-lit.ts';
import { useThreadScroll } from './use-thread-scroll.ts';
import './Thread.css';

export type ThreadProps = {
  readonly messages: readonly ThreadMessage[];
  readonly agentName: string;
  readonly paused: boolean;
  readonly hasOlder: boolean;
  readonly older: 'idle' | 'loading' | 'failed';
  readonly onLoadOlder: () => void;
  /** The message that the owner asked to see. */
  readonly revealed: Revealed | null;
  readonly onShow: (messageId: string) => void;
  readonly actions: LedgerActions;
  readonly allowing: Allowing;
  /** Shown in place of the list while there is no message. */
  readonly empty: ReactNode;
};

/** All messages of all channels, oldest first. */
export function Thread(props: ThreadProps): ReactNode {
  const { messages, empty, revealed } = props;
  const scroll = useThreadScroll(messages, revealed);
  return (
    <div className="thread-frame">
      <section
        ref={scroll.scroller}
        className="thread"
        aria-label={strings.thread.title}
        tabIndex={0}
        onScroll={scroll.onScroll}
      >
        <div ref={scroll.content} className="thread-content">
          {messages.length === 0 ? empty : <EarlierButton {...props} />}
          <Rows {...props} />
        </div>
      </section>
      {!scroll.atEnd && (
        <button type="button" className="jump" onClick={scroll.jump}>
          <Icon name="down" />
          {scroll.unseen > 0 ? strings.thread.unseen(scroll.unseen) : strings.thread.jump}
        </button>
      )}
    </div>
  );
}

function Rows(props: ThreadProps): ReactNode {
  const { messages, agentName, paused, revealed, onShow, actions, allowing } = props;
  const rows = useMemo(() => threadRows(messages), [messages]);
  const lit = useLit(revealed);
  return (
    <ol className="rows" hidden={messages.length === 0}>
      {rows.map((row) =>
        row.type === 'day' ? (
          <li key={row.key} className="day-row">
            <DayMark at={row.at} />
          </li>
        ) : (
          <li
            key={row.message.id}
            data-message-id={row.message.id}
            data-lit={row.message.id === lit}
            // It takes the focus when it is brought into view.
            tabIndex={-1}
          >
            <Message
              message={row.message}
              agentName={agentName}
              paused={paused}
              continued={row.continued}
              onShow={onShow}
              actions={actions}
              allowing={allowing}
            />
          </li>
        ),
      )}
    </ol>
  );
}

function EarlierButton({ hasOlder, older, onLoadOlder }: ThreadProps): ReactNode {
  if (!hasOlder) return null;
  const { loadEarlier, loadingEarlier, earlierFailed } = strings.thread;
  return (
    <div className="earlier">
      {older === 'failed' && <p role="alert">{earlierFailed}</p>}
      <button type="button" className="quiet-button" onClick={onLoadOlder}>
        {older === 'loading' ? loadingEarlier : loadEarlier}
      </button>
    </div>
  );
}
