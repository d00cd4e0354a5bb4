import { useRef, type ReactNode } from 'react';
import { Icon } from '../icons/Icon.tsx';
import { strings } from '../strings.ts';

const words = strings.composer;

/** Sends what is written. */
export function SendButton({ disabled }: { readonly disabled: boolean }): ReactNode {
  return (
    <button type="submit" className="send-button" aria-label={words.send} disabled={disabled}>
      <Icon name="send" />
    </button>
  );
}

/** Ends the answer that is being written. */
export function StopButton({ onStop }: { readonly onStop: () => void }): ReactNode {
  return (
    <button
      type="button"
      className="stop-button"
      aria-label={words.stop}
      title={words.stop}
      onClick={onStop}
    >
      <Icon name="stop" />
    </button>
  );
}

/** Chooses files; they can be pasted and dropped as well. */
export function AttachButton({
  onFiles,
  onDone,
}: {
  readonly onFiles: (files: readonly File[]) => void;
  readonly onDone: () => void;
}): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        className="attach-button"
        aria-label={words.attach}
        title={words.attach}
        onClick={() => input.current?.click()}
      >
        <Icon name="attach" />
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])]);
          // The same file once more is a change, too.
          target.value = '';
          onDone();
        }}
      />
    </>
  );
}
