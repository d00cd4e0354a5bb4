import { useCallback, useState } from 'react';
import { useAsking } from '../state/use-asking.ts';
import type { Draft } from './draft.ts';

export type Sending = {
  readonly text: string;
  readonly setText: (text: string) => void;
  /** Other words in the place of the draft, which is kept and comes back; null brings it back now. */
  readonly showInstead: (text: string | null) => void;
  /** Whether words stand in the place of the draft. */
  readonly isInstead: boolean;
  readonly busy: boolean;
  /** Why the last attempt failed, for people; null when it did not. */
  readonly problem: string | null;
  /** Resolves with whether it was sent. The words stay until they are. */
  readonly submit: (isEmptyFine?: boolean) => Promise<boolean>;
};

/** A text field whose words are kept until they have been taken. */
export function useSending(draft: Draft, send: (text: string) => Promise<void>): Sending {
  const [text, show] = useState(() => draft.read());
  const [isInstead, setInstead] = useState(false);
  const { busy, problem, ask } = useAsking();

  const setText = useCallback(
    (next: string) => {
      if (!isInstead) draft.write(next);
      show(next);
    },
    [draft, isInstead],
  );

  const showInstead = useCallback(
    (next: string | null) => {
      setInstead(next !== null);
      show(next ?? draft.read());
    },
    [draft],
  );

  const submit = useCallback(
    async (isEmptyFine = false) => {
      if (text.trim() === '' && !isEmptyFine) return false;
      return ask(async () => {
        await send(text);
        if (isInstead) return showInstead(null);
        setText('');
      });
    },
    [ask, isInstead, send, setText, showInstead, text],
  );

  return { text, setText, showInstead, isInstead, busy, problem, submit };
}
