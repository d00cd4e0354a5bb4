import type { ReactNode } from 'react';
import { attachmentText } from '../../shared/attachments.ts';
import type { AttachmentState, ThreadAttachment } from '../../shared/attachments.ts';
import { safeName } from '../safe-text.ts';
import { strings } from '../strings.ts';
import { SafeLink } from './Markdown.tsx';

/** What goes along with a message, one line each. */
export function AttachmentList({
  attachments = [],
}: {
  readonly attachments: readonly ThreadAttachment[] | undefined;
}): ReactNode {
  if (attachments.length === 0) return null;
  return (
    <ul className="attachments" aria-label={strings.thread.attachments}>
      {attachments.map((attachment, index) => (
        <li key={index} dir="auto">
          {attachment.kind === 'link' ? (
            <SafeLink href={attachment.name}>{attachment.name}</SafeLink>
          ) : (
            attachmentText({ ...attachment, name: safeName(attachment.name) })
          )}
          {noteOf(attachment) && (
            <span className={attachment.state === 'failed' ? 'note-problem' : ''}>
              {' · '}
              {noteOf(attachment)}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Nothing where everything is as it should be. */
function noteOf({ state, reason }: ThreadAttachment): string {
  const states: Partial<Record<AttachmentState, string>> = strings.thread.attachmentStates;
  return reason ?? states[state] ?? '';
}
