import { useEffect, useRef, type ReactNode } from 'react';

export type SearchFieldProps = {
  readonly label: string;
  readonly placeholder: string;
  readonly text: string;
  readonly onText: (text: string) => void;
};

/** Where words are typed; it takes the focus when its view opens. */
export function SearchField({ label, placeholder, text, onText }: SearchFieldProps): ReactNode {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <input
      ref={field}
      type="search"
      className="view-field"
      dir="auto"
      aria-label={label}
      placeholder={placeholder}
      maxLength={1000}
      value={text}
      onChange={(event) => onText(event.target.value)}
    />
  );
}
