import type { ReactNode } from 'react';
import { attachmentFacts } from '../../shared/attachments.ts';
import type { AttachmentState, ThreadAttachment } from '../../shared/attachments.ts';
import { Icon } from '../icons/Icon.tsx';
import { hostOf, safeName, safeWords } from '../safe-text.ts';
import { strings } from '../strings.ts';
import { safeAddress } from './addresses.ts';
import { SafeLink } from './Markdown.tsx';
import './AttachmentList.css';

/** What goes along with a message, a card each. Nothing of it is fetched to be shown. */
export function AttachmentList({
  attachments = [],
}: {
  readonly attachments: readonly ThreadAttachment[] | undefined;
}): ReactNode {
  if (attachments.length === 0) return null;
  return (
    <ul className="attachments" aria-label={strings.thread.attachments}>
      {attachments.map((attachment, index) => (
        <Card key={index} attachment={attachment} />
      ))}
    </ul>
  );
}

function Card({ attachment }: { readonly attachment: ThreadAttachment }): ReactNode {
  const { kind, name, state } = attachment;
  const facts = [strings.thread.attachmentKinds[kind], ...factsOf(attachment)];
  const note = noteOf(attachment);
  return (
    <li className="attachment" data-kind={kind}>
      <Icon name={kind} />
      <span className="attachment-name" dir="auto">
        {kind === 'link' ? <SafeLink href={name}>{safeName(name)}</SafeLink> : safeName(name)}
      </span>
      <span className="attachment-facts">
        <bdi>{facts.join(' · ')}</bdi>
        {note !== '' && (
          <span dir="auto" className={state === 'failed' ? 'note-problem' : ''}>
            {' · '}
            {note}
          </span>
        )}
      </span>
    </li>
  );
}

/** Of a link where it leads, whatever its address looks like; of anything else its type and size. */
function factsOf(attachment: ThreadAttachment): readonly string[] {
  if (attachment.kind !== 'link') return attachmentFacts(attachment).map(safeName);
  const address = safeAddress(attachment.name);
  const host = address === null ? '' : hostOf(address);
  return host === '' ? [] : [host];
}

/** Nothing where everything is as it should be. */
function noteOf({ state, reason }: ThreadAttachment): string {
  const states: Partial<Record<AttachmentState, string>> = strings.thread.attachmentStates;
  return reason === null ? (states[state] ?? '') : safeWords(reason);
}
