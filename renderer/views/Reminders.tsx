import type { ReactNode } from 'react';
import { reminderId, type Reminder } from '../../shared/planning.ts';
import { sayRepeat } from '../../shared/say-repeat.ts';
import { useAppState } from '../state/app-context.ts';
import { useAsking } from '../state/use-asking.ts';
import { safeWords } from '../safe-text.ts';
import { viewStrings } from '../view-strings.ts';
import { NotDone } from './FetchState.tsx';
import { SourceButton } from './SourceButton.tsx';
import { When } from './When.tsx';

const words = viewStrings.tasks;

/** What the owner will be told, and the way to call it off. */
export function Reminders({
  reminders,
  onChanged,
}: {
  readonly reminders: readonly Reminder[];
  readonly onChanged: () => void;
}): ReactNode {
  return (
    <section aria-label={words.reminders}>
      <h3 className="view-group">{words.reminders}</h3>
      {reminders.length === 0 && <p className="view-empty">{words.noReminders}</p>}
      <ul className="view-rows">
        {reminders.map((reminder) => (
          <ReminderRow key={reminder.number} reminder={reminder} onChanged={onChanged} />
        ))}
      </ul>
    </section>
  );
}

function ReminderRow({
  reminder,
  onChanged,
}: {
  readonly reminder: Reminder;
  readonly onChanged: () => void;
}): ReactNode {
  const app = useAppState();
  const { busy, problem, ask } = useAsking();
  const { number, repeat, nextAt, state, messageId } = reminder;
  const text = safeWords(reminder.text);
  const cancel = (): void =>
    void ask(async () => {
      await app.request('reminders:cancel', { number });
      onChanged();
    });
  return (
    <li>
      <span className="view-row-title" dir="auto" data-over={state !== 'active'}>
        {text}
      </span>
      <span className="view-row-actions">
        {state === 'active' && (
          <button
            type="button"
            className="quiet-button"
            aria-disabled={busy}
            aria-label={words.cancelOf(text)}
            onClick={cancel}
          >
            {words.cancel}
          </button>
        )}
        {state === 'cancelled' && <span>{words.cancelled}</span>}
      </span>
      <span className="view-row-facts">
        {reminderId(reminder)} {nextAt !== null && <When at={nextAt} />}
        {repeat !== null && ` · ${sayRepeat(repeat)}`} <SourceButton messageId={messageId} />
      </span>
      <NotDone problem={problem} />
    </li>
  );
}
