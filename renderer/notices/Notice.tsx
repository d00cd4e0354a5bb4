import type { ReactNode } from 'react';
import { Icon } from '../icons/Icon.tsx';
import './Notice.css';

export type NoticeProps = {
  readonly tone: 'quiet' | 'warning' | 'problem';
  readonly children: ReactNode;
};

/** A line above the thread about the whole window. */
export function Notice({ tone, children }: NoticeProps): ReactNode {
  return (
    <div className={`notice notice-${tone}`} role={tone === 'problem' ? 'alert' : 'status'}>
      <Icon name={tone === 'quiet' ? 'pause' : 'warning'} />
      <div className="notice-words">{children}</div>
    </div>
  );
}
