import { useEffect, useRef, type ReactNode } from 'react';

export type FieldProps = {
  readonly label: string;
  readonly hint: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly required?: boolean;
  /** Begins with the keyboard in it: the owner asked for the form. */
  readonly first?: boolean;
};

/** One line of text with its label. */
export function Field({
  label,
  hint,
  text,
  onText,
  required = false,
  first = false,
}: FieldProps): ReactNode {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (first) field.current?.focus();
  }, [first]);
  return (
    <label>
      {label}
      <input
        type="text"
        dir="auto"
        ref={field}
        required={required}
        // As the contract has them for number and goal.
        maxLength={required ? 320 : 2000}
        value={text}
        placeholder={hint}
        onChange={(event) => onText(event.target.value)}
      />
    </label>
  );
}
