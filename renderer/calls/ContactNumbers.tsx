import { useEffect, useState, type ReactNode } from 'react';
import { callStrings } from '../call-strings.ts';
import { useSettled } from '../views/use-settled.ts';
import { isName, type ContactNumber, type FindNumbers } from './contact-numbers.ts';

/** The numbers that a typed name may mean; null while that is not known, or no name is typed. */
export function useContactNumbers(
  text: string,
  find: FindNumbers,
): readonly ContactNumber[] | null {
  const settled = useSettled(text.trim());
  const [found, setFound] = useState<{ for: string; numbers: readonly ContactNumber[] } | null>(
    null,
  );
  useEffect(() => {
    if (!isName(settled)) return undefined;
    let isCurrent = true;
    find(settled).then(
      (numbers) => isCurrent && setFound({ for: settled, numbers }),
      // Then it has to be dialled by its number, which the form asks for.
      () => isCurrent && setFound({ for: settled, numbers: [] }),
    );
    return () => {
      isCurrent = false;
    };
  }, [find, settled]);
  return isName(text) && found?.for === text.trim() ? found.numbers : null;
}

/** Whom the typed name may mean; one of them takes its place. */
export function ContactNumbers({
  numbers,
  onChoose,
}: {
  readonly numbers: readonly ContactNumber[] | null;
  readonly onChoose: (number: string) => void;
}): ReactNode {
  return (
    <>
      <p className="contact-numbers-status" role="status">
        {numbers !== null && callStrings.found(numbers.length)}
      </p>
      {numbers !== null && numbers.length > 0 && (
        <ul className="contact-numbers" aria-label={callStrings.contacts}>
          {numbers.map(({ name, number }) => (
            <li key={`${name} ${number}`}>
              <button type="button" className="quiet-button" onClick={() => onChoose(number)}>
                <bdi>{name}</bdi> <bdi className="contact-number">{number}</bdi>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
