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
  /** Sees each key first; true where it used it. */
  readonly onKey?: (event: KeyboardEvent<HTMLTextAreaElement>) => boolean;
  /** Files that are pasted. */
  readonly onFiles?: (files: readonly File[]) => void;
  /** A list of choices beside the field, and the one that is chosen. */
  readonly choices?: { readonly listId: string; readonly activeId: string } | null;
};

/** A text field as tall as its words, up to the limit of its style; Enter submits, Shift+Enter breaks the line. */
export function GrowingField(props: GrowingFieldProps): ReactNode {
  const { field, text, label, placeholder, readOnly, describedBy, onText, onSubmit } = props;
  const { onKey, onFiles, choices } = props;
  useFit(field, text);
  return (
    <textarea
      ref={field}
      className="growing-field"
      rows={1}
      dir="auto"
      value={text}
      aria-label={label}
      aria-describedby={describedBy}
      aria-autocomplete={choices === undefined ? undefined : 'list'}
      aria-controls={choices?.listId}
      aria-activedescendant={choices?.activeId}
      placeholder={placeholder}
      readOnly={readOnly}
      onPaste={(event) => {
        const files = [...event.clipboardData.files];
        // Copied cells and pages bring a picture of themselves along; their words are meant.
        const hasWords = event.clipboardData.types.includes('text/plain');
        if (!onFiles || hasWords || files.length === 0) return;
        event.preventDefault();
        onFiles(files);
      }}
      onChange={(event) => onText(event.target.value)}
      onKeyDown={(event) => {
        if (onKey?.(event) || !submits(event)) return;
        event.preventDefault();
        onSubmit();
      }}
    />
  );
}

/** Where the browser does it by the style, nothing has to be measured, which costs a layout of the whole window. */
const fitsItself = CSS.supports('field-sizing', 'content');

function useFit(field: GrowingFieldProps['field'], text: string): void {
  useLayoutEffect(() => {
    if (!fitsItself) fit(field.current);
  }, [field, text]);
  useEffect(() => (fitsItself ? undefined : followWidth(field.current)), [field]);
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
