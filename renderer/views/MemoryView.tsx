import { useCallback, useState, type ReactNode } from 'react';
import type { KeptNote } from '../../shared/note.ts';
import { useAppState } from '../state/app-context.ts';
import { useAsking } from '../state/use-asking.ts';
import { safeWords } from '../safe-text.ts';
import { viewStrings } from '../view-strings.ts';
import { FetchState, NotDone } from './FetchState.tsx';
import { SearchField } from './SearchField.tsx';
import { useFetched } from './use-fetched.ts';
import { NoteEditor } from './NoteEditor.tsx';
import { useGone } from './use-gone.ts';
import { useSettled } from './use-settled.ts';
import { When } from './When.tsx';

const words = viewStrings.memory;

/** What the agent keeps for its owner. */
export function MemoryView(): ReactNode {
  const app = useAppState();
  const [text, setText] = useState('');
  const settled = useSettled(text.trim());
  const ask = useCallback(
    async () => (await app.request('notes:list', { text: settled, kind: null })).notes,
    [app, settled],
  );
  const fetched = useFetched(ask);
  const { all: notes, ...goneRows } = useGone(fetched);
  const rows = { ...goneRows, onChanged: fetched.reload };
  const isEmpty = fetched.value !== null && notes.length === 0;
  return (
    <>
      <SearchField
        label={words.label}
        placeholder={words.placeholder}
        text={text}
        onText={setText}
      />
      <FetchState {...fetched} />
      {isEmpty && (
        <p className="view-empty">{settled === '' ? words.none : words.noneLike(settled)}</p>
      )}
      <NoteList {...rows} title={words.facts} notes={notes.filter(({ kind }) => kind === 'fact')} />
      <NoteList {...rows} title={words.notes} notes={notes.filter(({ kind }) => kind === 'note')} />
    </>
  );
}

type Rows = {
  readonly isGone: (note: KeptNote) => boolean;
  readonly onGone: (note: KeptNote) => void;
  readonly onBack: (note: KeptNote) => void;
  readonly onChanged: () => void;
};

function NoteList({
  title,
  notes,
  ...rows
}: Rows & { readonly title: string; readonly notes: readonly KeptNote[] }): ReactNode {
  if (notes.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className="view-group">{title}</h3>
      <ul className="view-rows">
        {notes.map((note) => (
          <NoteRow key={note.id} note={note} {...rows} />
        ))}
      </ul>
    </section>
  );
}

function NoteRow({ note, isGone, ...rows }: Rows & { readonly note: KeptNote }): ReactNode {
  const [isEditing, setEditing] = useState(false);
  if (isEditing) {
    return (
      <li>
        <NoteEditor
          note={note}
          onEnd={(changed) => {
            setEditing(false);
            if (changed) rows.onChanged();
          }}
        />
      </li>
    );
  }
  return (
    <li>
      <span className="view-row-title" dir="auto" data-over={isGone(note)}>
        {safeWords(note.text)}
      </span>
      <NoteButtons note={note} isGone={isGone(note)} {...rows} onEdit={() => setEditing(true)} />
      <span className="view-row-facts">
        <When at={note.changedAt} />
        {note.principal !== 'owner' && (
          <strong className="view-notable"> · {words.fromOthers}</strong>
        )}
      </span>
    </li>
  );
}

type NoteButtonsProps = Omit<Rows, 'isGone' | 'onChanged'> & {
  readonly note: KeptNote;
  readonly isGone: boolean;
  readonly onEdit: () => void;
};

function NoteButtons({ note, isGone, onEdit, onGone, onBack }: NoteButtonsProps): ReactNode {
  const app = useAppState();
  const { busy, problem, ask } = useAsking();
  const { id } = note;
  const text = safeWords(note.text);
  const remove = (): void =>
    void ask(async () => onGone((await app.request('notes:delete', { id })).note));
  const bringBack = (): void =>
    void ask(async () => onBack((await app.request('notes:undo', { id })).note));
  return (
    <span className="view-row-actions">
      {isGone ? (
        <>
          <span role="status">{words.deleted}</span>
          <button type="button" className="quiet-button" aria-disabled={busy} onClick={bringBack}>
            {viewStrings.undo}
          </button>
        </>
      ) : (
        <>
          <button
            type="button"
            className="quiet-button"
            aria-label={words.editOf(text)}
            onClick={onEdit}
          >
            {words.edit}
          </button>
          <button
            type="button"
            className="quiet-button"
            aria-disabled={busy}
            aria-label={words.deleteOf(text)}
            onClick={remove}
          >
            {words.delete}
          </button>
        </>
      )}
      <NotDone problem={problem} />
    </span>
  );
}
