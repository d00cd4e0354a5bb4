import type { ReactNode } from 'react';
import { ContactNumbers } from './ContactNumbers.tsx';
import { Field, type FieldProps } from './Field.tsx';
import type { WhomState } from './use-whom.ts';

export type WhomProps = Pick<FieldProps, 'label' | 'hint' | 'first'> & {
  readonly whom: WhomState;
};

/** A number, or a name with the numbers that it may mean. */
export function Whom({ whom, ...field }: WhomProps): ReactNode {
  const { target, setTarget, numbers, focus } = whom;
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
