import { memo, useId, type ReactNode } from 'react';
import type { ThreadMessage } from '../../shared/thread.ts';
import { Icon } from '../icons/Icon.tsx';
import type { LedgerActions } from '../state/ledger-actions.ts';
import { safeName, safeWords } from '../safe-text.ts';
import { strings } from '../strings.ts';
import { AttachmentList } from './AttachmentList.tsx';
import { BriefCard } from './BriefCard.tsx';
import { AllowSender, type Allowing } from './AllowSender.tsx';
import { ChannelBadge } from './ChannelBadge.tsx';
import { deliveryNote } from './delivery-note.ts';
import { MessageText } from './MessageText.tsx';
import { StuckActions } from './StuckActions.tsx';
import { ToolSteps } from './ToolSteps.tsx';
import { fullTime, timeOfDay } from './times.ts';
import './Message.css';

export type MessageProps = {
  readonly message: ThreadMessage;
  readonly agentName: string;
  readonly paused: boolean;
  /** The header above already says who speaks and where. */
  readonly continued: boolean;
  /** Brings another message into view. */
  readonly onShow: (messageId: string) => void;
  readonly actions: LedgerActions;
  readonly allowing: Allowing;
};

/** One message of the thread. */
export const Message = memo(function Message(props: MessageProps): ReactNode {
  const { message, agentName, paused, continued, onShow, actions, allowing } = props;
  const { brief } = message;
  const note = deliveryNote(message, paused);
  const headerId = useId();
  const isSystem = message.channel === 'system';
  const writing = message.direction === 'out' && message.delivery === 'sending';
  return (
    <article
      className="message"
      aria-labelledby={headerId}
      aria-busy={writing}
      data-direction={message.direction}
      data-channel={message.channel}
      data-delivery={message.delivery}
      data-continued={continued}
      data-brief={brief !== undefined}
    >
      <header id={headerId} className={continued ? 'visually-hidden' : 'message-header'}>
        <span className={isSystem ? 'visually-hidden' : 'message-author'} dir="auto">
          {authorOf(message, agentName)}
        </span>
        {brief && (
          <span className="visually-hidden">{strings.brief.name(safeWords(brief.number))}</span>
        )}
        {/* A note is for the owner, whoever the call was with. */}
        {message.principal !== 'owner' && !isSystem && (
          <span className="principal">{principalOf(message)}</span>
        )}
        {!isSystem && <ChannelBadge channel={message.channel} />}
        <time dateTime={new Date(message.at).toISOString()} title={fullTime(message.at)}>
          {timeOfDay(message.at)}
        </time>
      </header>
      <div className={writing ? 'message-body writing' : 'message-body'}>
        <Words message={message} onShow={onShow} />
        <AttachmentList attachments={message.attachments} />
      </div>
      <ToolSteps steps={message.steps} />
      {note && (
        <p className={`note note-${note.tone}`}>
          {note.tone !== 'quiet' && <Icon name="warning" />}
          <span dir="auto">{safeWords(note.text)}</span>
        </p>
      )}
      <StuckActions message={message} actions={actions} />
      <AllowSender message={message} allowing={allowing} />
    </article>
  );
});

function Words({ message, onShow }: Pick<MessageProps, 'message' | 'onShow'>): ReactNode {
  const { brief } = message;
  if (brief) return <BriefCard brief={brief} onShow={onShow} />;
  return <MessageText message={message} onShow={onShow} />;
}

function authorOf({ author, channel, direction, principal }: ThreadMessage, agent: string): string {
  if (channel === 'system') return strings.thread.channels.system;
  if (direction === 'out' || author === 'agent') return agent;
  // Over Carbon Voice the owner is known by an id that means nothing to them.
  return principal === 'owner' ? strings.thread.you : safeName(author);
}

function principalOf({ direction, principal }: ThreadMessage): string {
  const name = strings.thread.principals[principal];
  return direction === 'out' ? strings.thread.to(name) : name;
}
