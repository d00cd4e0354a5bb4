import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Reader } from './reader.ts';
import { talkStrings as words } from './talk-strings.ts';
import './Talk.css';

/** That an answer is read aloud, with the way to silence; or why it is not. */
export function ReadingStrip({ reader }: { readonly reader: Reader | null }): ReactNode {
  return reader === null ? <p className="talk-told" role="status" /> : <Strip reader={reader} />;
}

function Strip({ reader }: { readonly reader: Reader }): ReactNode {
  const { isReading, trouble } = useStore(reader.store);
  return (
    <div className="talk-strip" data-state={trouble === null ? 'reading' : 'failed'}>
      <p className="talk-told" role="status">
        {trouble ?? (isReading ? words.reading : '')}
      </p>
      {isReading && (
        <button type="button" className="quiet-button" onClick={() => reader.stop()}>
          {words.stopReading}
        </button>
      )}
      {trouble !== null && (
        <button type="button" className="quiet-button" onClick={() => reader.dismiss()}>
          {words.dismiss}
        </button>
      )}
    </div>
  );
}
