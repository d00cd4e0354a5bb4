import type { ReactNode } from 'react';
import type { ConnectionState } from '../../shared/connection.ts';
import { strings } from '../strings.ts';
import { Notice } from './Notice.tsx';

/** While the keychain is shut or not there, a key that is set lasts as long as this run: not to be found out later. */
export function KeychainNotice({
  keychain,
}: {
  /** Null in a rehearsal, which has keys of its own. */
  readonly keychain: ConnectionState | null;
}): ReactNode {
  if (keychain?.status !== 'refused' && keychain?.status !== 'failed') return null;
  return (
    <Notice tone="warning">
      <details>
        <summary>{strings.keychain.memoryOnly}</summary>
        <p>{`${keychain.detail} ${keychain.remedy}`.trim()}</p>
      </details>
    </Notice>
  );
}
