import { useCallback, useId, useRef, useState, type ReactNode, type RefObject } from 'react';
import { GrowingField } from '../composer/GrowingField.tsx';
import { rehearsalStrings as words } from '../rehearsal-strings.ts';
import { useAppState } from '../state/app-context.ts';
import { useAsking } from '../state/use-asking.ts';
import { FetchState } from '../views/FetchState.tsx';
import { useFetched } from '../views/use-fetched.ts';

const key = 'agent.instructions';

type Persona = { readonly text: string; readonly fixedBy: string | null };

/** Who the agent is, in other words at once; the settings have the same. */
export function PracticePersona({ reachable }: { readonly reachable: boolean }): ReactNode {
  const app = useAppState();
  const ask = useCallback(async (): Promise<Persona> => {
    const { settings } = await app.request('settings:list', {});
    const found = settings.find((one) => one.key === key);
    const text = typeof found?.value === 'string' ? found.value : '';
    return { text, fixedBy: found?.fixedBy ?? null };
  }, [app]);
  const { value, problem, reload } = useFetched(ask);
  if (!value) return <FetchState value={value} problem={problem} reload={reload} />;
  if (value.fixedBy !== null) {
    return <p className="practice-hint">{words.personaFixed(value.fixedBy)}</p>;
  }
  return <PersonaForm kept={value.text} reachable={reachable} onChanged={reload} />;
}

type PersonaFormProps = {
  readonly kept: string;
  readonly reachable: boolean;
  readonly onChanged: () => void;
};

function PersonaForm(props: PersonaFormProps): ReactNode {
  const { kept, reachable } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  const statusId = useId();
  const { text, setText, before, change, busy, problem } = usePersona(props, field);
  const isOff = busy || !reachable;
  function submit(): void {
    if (!isOff && text !== kept) void change(text, kept);
  }
  return (
    <form
      className="practice"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <GrowingField
        {...{ field, text, onText: setText, onSubmit: submit }}
        label={words.personaLabel}
        placeholder={words.personaPlaceholder}
        readOnly={busy}
        describedBy={statusId}
      />
      <div className="practice-actions">
        <p id={statusId} role="status" data-problem={problem !== null}>
          {problem === null
            ? statusOf(text === kept && before !== null)
            : words.personaFailed(problem)}
        </p>
        <PersonaButtons
          busy={busy}
          reachable={reachable}
          isSame={text === kept}
          onBack={before === null ? null : () => void change(before, null)}
        />
      </div>
    </form>
  );
}

type PersonaButtonsProps = {
  readonly busy: boolean;
  readonly reachable: boolean;
  /** Nothing else is written than what is used. */
  readonly isSame: boolean;
  /** Null: nothing to take back. */
  readonly onBack: (() => void) | null;
};

function PersonaButtons({ busy, reachable, isSame, onBack }: PersonaButtonsProps): ReactNode {
  return (
    <span className="practice-buttons">
      {onBack && (
        <button
          type="button"
          className="quiet-button"
          aria-disabled={busy}
          disabled={!reachable}
          onClick={onBack}
        >
          {words.personaBack}
        </button>
      )}
      <button
        type="submit"
        className="quiet-button"
        aria-disabled={busy}
        disabled={!reachable || isSame}
      >
        {words.personaUse}
      </button>
    </span>
  );
}

/** The words as they are written, and what they were before, for the undo. */
function usePersona(
  { kept, onChanged }: PersonaFormProps,
  field: RefObject<HTMLTextAreaElement | null>,
) {
  const app = useAppState();
  const [text, setText] = useState(kept);
  const [before, setBefore] = useState<string | null>(null);
  const { busy, problem, ask } = useAsking();
  const change = async (next: string, undoTo: string | null): Promise<void> => {
    const isDone = await ask(async () => {
      await app.request('settings:change', { key, value: next });
    });
    if (!isDone) return;
    setText(next);
    setBefore(undoTo);
    onChanged();
    field.current?.focus();
  };
  return { text, setText, before, change, busy, problem };
}

function statusOf(isUsed: boolean): string {
  return isUsed ? words.personaUsed : words.personaHow;
}
