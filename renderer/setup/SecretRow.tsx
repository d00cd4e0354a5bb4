import { useEffect, useId, useRef, useState, type FormEvent, type ReactNode } from 'react';
import type { SecretView } from '../../shared/setup-requests.ts';
import { useAppState } from '../state/app-context.ts';
import { useAsking } from '../state/use-asking.ts';
import { viewStrings } from '../view-strings.ts';
import { NotDone } from '../views/FetchState.tsx';
import { secretWords, settingStrings } from './setting-strings.ts';

const words = settingStrings.secret;

export type SecretRowProps = {
  readonly secret: SecretView;
  readonly onChanged: () => void;
};

type SecretChange = {
  readonly said: string;
  readonly canUndo: boolean;
  readonly busy: boolean;
  readonly problem: string | null;
  /** They resolve with whether it was done. */
  readonly keep: (value: string) => Promise<boolean>;
  readonly remove: () => Promise<boolean>;
  readonly undo: () => Promise<boolean>;
};

/** The ways to change a secret; `onChanged` is called after each. */
function useSecret(name: string, onChanged: () => void): SecretChange {
  const app = useAppState();
  const [said, setSaid] = useState('');
  const [canUndo, setCanUndo] = useState(false);
  const { busy, problem, ask } = useAsking();
  const work = async (request: () => Promise<string>, undoable: boolean): Promise<boolean> => {
    const isDone = await ask(async () => setSaid(await request()));
    if (isDone) setCanUndo(undoable);
    if (isDone) onChanged();
    return isDone;
  };
  const keep = (value: string): Promise<boolean> =>
    work(async () => {
      const { kept, detail } = await app.request('secrets:set', { name, value });
      return kept === 'keychain' ? words.kept.keychain : `${words.kept.memory} ${detail}`;
    }, true);
  const remove = (): Promise<boolean> =>
    work(async () => {
      await app.request('secrets:remove', { name });
      return words.removed;
    }, true);
  const undo = (): Promise<boolean> =>
    work(async () => {
      await app.request('secrets:undo', { name });
      return settingStrings.undone;
    }, false);
  return { said, canUndo, busy, problem, keep, remove, undo };
}

/** A secret: whether it is set, and the ways to change it. Its value goes in and never comes out. */
export function SecretRow({ secret, onChanged }: SecretRowProps): ReactNode {
  const [isWriting, setWriting] = useState(false);
  const { name, state, fixedBy } = secret;
  const { said, canUndo, busy, problem, keep, remove, undo } = useSecret(name, onChanged);
  const { title, about } = secretWords(name);
  const onKeep = async (value: string): Promise<void> => setWriting(!(await keep(value)));
  return (
    <li className="setting" data-changed={state === 'set'}>
      <div className="setting-head">
        <strong>{title}</strong>
        <span className="setting-tag">{words.states[state]}</span>
        {fixedBy === null && !isWriting && (
          <SecretButtons
            title={title}
            isSet={state === 'set'}
            busy={busy}
            onWrite={() => setWriting(true)}
            onRemove={() => void remove()}
          />
        )}
      </div>
      {isWriting && (
        <SecretForm
          title={title}
          busy={busy}
          onKeep={(value) => void onKeep(value)}
          onLeave={() => setWriting(false)}
        />
      )}
      <p className="view-row-facts">
        {about} <code>{name}</code>
      </p>
      {fixedBy !== null && <p className="setting-fixed">{words.fixed(fixedBy)}</p>}
      <SecretDone
        title={title}
        said={said}
        busy={busy}
        onUndo={canUndo ? () => void undo() : null}
      />
      <NotDone problem={problem} />
    </li>
  );
}

type SecretDoneProps = {
  readonly title: string;
  readonly said: string;
  readonly busy: boolean;
  /** Null: nothing to take back. */
  readonly onUndo: (() => void) | null;
};

/** What became of a change, and the way back. */
function SecretDone({ title, said, busy, onUndo }: SecretDoneProps): ReactNode {
  return (
    <p className="setting-done" role="status">
      <span>{said}</span>
      {onUndo && (
        <button
          type="button"
          className="text-button"
          aria-disabled={busy}
          aria-label={words.undo(title)}
          onClick={onUndo}
        >
          {viewStrings.undo}
        </button>
      )}
    </p>
  );
}

type SecretButtonsProps = {
  readonly title: string;
  readonly isSet: boolean;
  readonly busy: boolean;
  readonly onWrite: () => void;
  readonly onRemove: () => void;
};

function SecretButtons({ title, isSet, busy, onWrite, onRemove }: SecretButtonsProps): ReactNode {
  return (
    <span className="view-row-actions">
      <button
        type="button"
        className="quiet-button"
        aria-disabled={busy}
        aria-label={isSet ? words.replaceOf(title) : words.setOf(title)}
        onClick={onWrite}
      >
        {isSet ? words.replace : words.set}
      </button>
      {isSet && (
        <button
          type="button"
          className="quiet-button"
          aria-disabled={busy}
          aria-label={words.removeOf(title)}
          onClick={onRemove}
        >
          {words.remove}
        </button>
      )}
    </span>
  );
}

type SecretFormProps = {
  readonly title: string;
  readonly busy: boolean;
  readonly onKeep: (value: string) => void;
  readonly onLeave: () => void;
};

/** Where the value of a secret is written. It is in no state of the window: the field alone has it, and goes when it is kept. */
function SecretForm({ title, busy, onKeep, onLeave }: SecretFormProps): ReactNode {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const keep = (event: FormEvent): void => {
    event.preventDefault();
    const input = field.current;
    if (!input || input.value.trim() === '') return;
    onKeep(input.value);
  };
  useEffect(() => field.current?.focus(), []);
  return (
    <form
      className="secret-form"
      onSubmit={keep}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onLeave();
      }}
    >
      <input
        ref={field}
        type="password"
        className="view-field"
        autoComplete="off"
        spellCheck={false}
        required
        maxLength={8192}
        aria-label={words.value(title)}
        aria-describedby={id}
      />
      <span className="view-row-actions">
        <button type="submit" className="quiet-button" aria-disabled={busy}>
          {words.save}
        </button>
        <button type="button" className="quiet-button" onClick={onLeave}>
          {words.leave}
        </button>
      </span>
      <p id={id} className="view-row-facts">
        {words.never}
      </p>
    </form>
  );
}
