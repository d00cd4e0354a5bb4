import type { ReactNode } from 'react';
import type { ContactNumber } from './contact-numbers.ts';
import { ContactNumbers } from './ContactNumbers.tsx';
import { Field, type FieldProps } from './Field.tsx';

export type WhomProps = Pick<FieldProps, 'label' | 'hint' | 'first'> & {
  readonly target: string;
  readonly setTarget: (target: string) => void;
  readonly numbers: readonly ContactNumber[] | null;
  /** Back into the field, once a number has taken the place of a name. */
  readonly focus: () => void;
};

/** A number, or a name with the numbers that it may mean. */
export function Whom({ target, setTarget, numbers, focus, ...field }: WhomProps): ReactNode {
  return (
    <>
      <Field {...field} text={target} onText={setTarget} required />
      <ContactNumbers
        numbers={numbers}
        onChoose={(number) => {
          setTarget(number);
          focus();
        }}
      />
    </>
  );
}
