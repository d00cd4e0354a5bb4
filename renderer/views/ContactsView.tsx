import { useCallback, useState, type ReactNode } from 'react';
import type { Contact } from '../../shared/contact.ts';
import { useAppState } from '../state/app-context.ts';
import { useAsking } from '../state/use-asking.ts';
import { viewStrings } from '../view-strings.ts';
import { FetchState, NotDone } from './FetchState.tsx';
import { SearchField } from './SearchField.tsx';
import { useFetched } from './use-fetched.ts';
import { safeWords } from '../safe-text.ts';
import { useSettled } from './use-settled.ts';

const words = viewStrings.contacts;

/** People whom the agent knows by name. */
export function ContactsView(): ReactNode {
  const app = useAppState();
  const [text, setText] = useState('');
  const settled = useSettled(text.trim());
  const ask = useCallback(
    async () => (await app.request('contacts:list', { text: settled })).contacts,
    [app, settled],
  );
  const fetched = useFetched(ask);
  const contacts = fetched.value ?? [];
  return (
    <>
      <SearchField
        label={words.label}
        placeholder={words.placeholder}
        text={text}
        onText={setText}
      />
      <FetchState {...fetched} />
      {fetched.value?.length === 0 && (
        <p className="view-empty">{settled === '' ? words.none : words.noneLike(settled)}</p>
      )}
      <ul className="view-rows">
        {contacts.map((contact) => (
          <ContactRow key={contact.id} contact={contact} />
        ))}
      </ul>
    </>
  );
}

function ContactRow({ contact }: { readonly contact: Contact }): ReactNode {
  const app = useAppState();
  const { busy, problem, ask } = useAsking();
  const { name, note, phones, emails } = contact;
  return (
    <li>
      <strong className="view-row-title" dir="auto">
        {safeWords(name)}
      </strong>
      <span className="view-row-actions">
        {phones.map((number) => (
          <button
            key={number}
            type="button"
            className="quiet-button"
            aria-disabled={busy}
            aria-label={words.callOf(safeWords(name), number)}
            onClick={() => void ask(() => app.placeCall(number, null))}
          >
            {words.call} <bdi>{number}</bdi>
          </button>
        ))}
      </span>
      {[emails.join(', '), note]
        .filter((line) => line !== '')
        .map((line) => (
          <span key={line} className="view-row-facts" dir="auto">
            {safeWords(line)}
          </span>
        ))}
      <NotDone problem={problem} />
    </li>
  );
}
