import { useState, type FormEvent, type KeyboardEvent, type ReactNode } from 'react';
import { maxNoteChars, type KeptNote } from '../../shared/note.ts';
import { useAppState } from '../state/app-context.ts';
import { useAsking } from '../state/use-asking.ts';
import { viewStrings } from '../view-strings.ts';
import { NotDone } from './FetchState.tsx';

const words = viewStrings.memory;

export type NoteEditorProps = {
  readonly note: KeptNote;
  readonly onEnd: (changed: boolean) => void;
};

/** A note in other words; Escape leaves it as it is. */
export function NoteEditor({ note, onEnd }: NoteEditorProps): ReactNode {
  const app = useAppState();
  const [text, setText] = useState(note.text);
  const { busy, problem, ask } = useAsking();
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const isKept = await ask(async () => {
      await app.request('notes:edit', { id: note.id, text, kind: null });
    });
    if (isKept) onEnd(true);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    onEnd(false);
  };
  const isSame = text.trim() === '' || text === note.text;
  return (
    <form
      className="view-row-wide view-editor"
      onSubmit={(event) => void save(event)}
      onKeyDown={onKeyDown}
    >
      <textarea
        className="view-field"
        dir="auto"
        rows={Math.min(8, text.split('\n').length + 1)}
        aria-label={words.text}
        maxLength={maxNoteChars[note.kind]}
        ref={focusOnce}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <span className="view-row-actions">
        <button type="submit" className="quiet-button" aria-disabled={busy} disabled={isSame}>
          {words.save}
        </button>
        <button type="button" className="quiet-button" onClick={() => onEnd(false)}>
          {words.leave}
        </button>
      </span>
      <NotDone problem={problem} />
    </form>
  );
}

/** The owner asked to write in it. The same function each time, so that it is called when it appears and never again. */
function focusOnce(field: HTMLTextAreaElement | null): void {
  field?.focus();
}
