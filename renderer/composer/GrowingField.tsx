import {
  useEffect,
  useLayoutEffect,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from 'react';
import './GrowingField.css';

export type GrowingFieldProps = {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly text: string;
  readonly label: string;
  readonly placeholder: string;
  readonly readOnly: boolean;
  /** The id of what explains the field, or why it cannot be sent. */
  readonly describedBy: string;
  readonly onText: (text: string) => void;
  readonly onSubmit: () => void;
};

/** A text field as tall as its words, up to the limit of its style; Enter submits, Shift+Enter breaks the line. */
export function GrowingField(props: GrowingFieldProps): ReactNode {
  const { field, text, label, placeholder, readOnly, describedBy, onText, onSubmit } = props;
  useLayoutEffect(() => fit(field.current), [field, text]);
  useEffect(() => followWidth(field.current), [field]);
  return (
    <textarea
      ref={field}
      className="growing-field"
      rows={1}
      dir="auto"
      value={text}
      aria-label={label}
      aria-describedby={describedBy}
      placeholder={placeholder}
      readOnly={readOnly}
      onChange={(event) => onText(event.target.value)}
      onKeyDown={(event) => {
        if (!submits(event)) return;
        event.preventDefault();
        onSubmit();
      }}
    />
  );
}

function fit(element: HTMLTextAreaElement | null): void {
  if (!element) return;
  element.style.height = 'auto';
  const borders = element.offsetHeight - element.clientHeight;
  element.style.height = `${element.scrollHeight + borders}px`;
}

/** Lines break elsewhere in another width, and a field that was hidden had neither width nor height. */
function followWidth(element: HTMLTextAreaElement | null): (() => void) | undefined {
  if (!element) return undefined;
  let width = element.offsetWidth;
  const observer = new ResizeObserver(() => {
    if (element.offsetWidth === width) return;
    width = element.offsetWidth;
    fit(element);
  });
  observer.observe(element);
  return () => observer.disconnect();
}

/** An Enter that chooses a word of an input method does not send. */
function submits({ key, shiftKey, altKey, nativeEvent }: KeyboardEvent): boolean {
  return key === 'Enter' && !shiftKey && !altKey && !nativeEvent.isComposing;
}
