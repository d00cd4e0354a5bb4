import type { ReactNode } from 'react';
import type { OfferedWords } from '../views/view-state.ts';
import { strings } from '../strings.ts';
import './LinkedWords.css';

const words = strings.composer;
/** Characters; all of them stand in the field before anything is sent. */
const longestShown = 240;

export type LinkedWordsProps = {
  readonly offered: OfferedWords;
  /** While the words in the field are being sent it takes no others. */
  readonly busy: boolean;
  readonly onInsert: () => void;
  readonly onDismiss: () => void;
};

/**
 * Words of a link, which any page and any program can open, or what was being written for a call as it ended: beside the
 * field and never in it until the owner says so.
 */
export function LinkedWords({ offered, busy, onInsert, onDismiss }: LinkedWordsProps): ReactNode {
  const { words: text, from } = offered;
  const shown = text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
  return (
    <div className="linked-words" role="group" aria-label={words.offered[from]}>
      <p role="status">
        {words.offered[from]} <bdi>{shown}</bdi>
      </p>
      <button
        type="button"
        className="quiet-button"
        aria-disabled={busy}
        onClick={() => !busy && onInsert()}
      >
        {words.insert}
      </button>
      <button type="button" className="quiet-button" onClick={onDismiss}>
        {words.dismiss}
      </button>
    </div>
  );
}
