import { useCallback, useState, type ReactNode } from 'react';
import type { Contact } from '../../shared/contact.ts';
import { useAppState } from '../state/app-context.ts';
import { useAsking } from '../state/use-asking.ts';
import { viewStrings } from '../view-strings.ts';
import { FetchState, NotDone } from './FetchState.tsx';
import { SearchField } from './SearchField.tsx';
import { useFetched } from './use-fetched.ts';
import { safeWords } from '../safe-text.ts';
import { useGone } from './use-gone.ts';
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
  const { all: contacts, isGone, onGone, onBack } = useGone(fetched);
  return (
    <>
      <SearchField
        label={words.label}
        placeholder={words.placeholder}
        text={text}
        onText={setText}
      />
      <FetchState {...fetched} />
      {fetched.value !== null && contacts.length === 0 && (
        <p className="view-empty">{settled === '' ? words.none : words.noneLike(settled)}</p>
      )}
      <ul className="view-rows">
        {contacts.map((contact) => (
          <ContactRow
            key={contact.id}
            contact={contact}
            isGone={isGone(contact)}
            onGone={() => onGone(contact)}
            onBack={() => onBack(contact)}
          />
        ))}
      </ul>
    </>
  );
}

type ContactRowProps = {
  readonly contact: Contact;
  readonly isGone: boolean;
  readonly onGone: () => void;
  readonly onBack: () => void;
};

function ContactRow(props: ContactRowProps): ReactNode {
  const { contact, isGone } = props;
  const { busy, problem, ask } = useAsking();
  const { name, note, emails } = contact;
  return (
    <li>
      <strong className="view-row-title" dir="auto" data-over={isGone}>
        {safeWords(name)}
      </strong>
      <span className="view-row-actions">
        <ContactButtons {...props} busy={busy} ask={ask} />
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

function ContactButtons({
  contact,
  isGone,
  onGone,
  onBack,
  busy,
  ask,
}: ContactRowProps & Pick<ReturnType<typeof useAsking>, 'busy' | 'ask'>): ReactNode {
  const app = useAppState();
  const { id, phones } = contact;
  const name = safeWords(contact.name);
  const button = { type: 'button', className: 'quiet-button', 'aria-disabled': busy } as const;
  if (isGone) {
    const bringBack = () => ask(() => app.request('contacts:restore', { id }).then(onBack));
    return (
      <>
        <span role="status">{words.deleted}</span>
        <button {...button} onClick={() => void bringBack()}>
          {viewStrings.undo}
        </button>
      </>
    );
  }
  const remove = () => ask(() => app.request('contacts:delete', { id }).then(onGone));
  return (
    <>
      {phones.map((number) => (
        <button
          key={number}
          {...button}
          aria-label={words.callOf(name, number)}
          onClick={() => void ask(() => app.placeCall(number, null))}
        >
          {words.call} <bdi>{number}</bdi>
        </button>
      ))}
      <button {...button} aria-label={words.deleteOf(name)} onClick={() => void remove()}>
        {words.delete}
      </button>
    </>
  );
}
