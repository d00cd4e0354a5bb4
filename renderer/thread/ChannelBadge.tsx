import type { ReactNode } from 'react';
import type { Channel } from '../../shared/thread.ts';
import { Icon } from '../icons/Icon.tsx';
import { strings } from '../strings.ts';

/** Which way the words came or went. */
export function ChannelBadge({ channel }: { readonly channel: Channel }): ReactNode {
  return (
    <span className="badge">
      <Icon name={channel} />
      {strings.thread.channels[channel]}
    </span>
  );
}
