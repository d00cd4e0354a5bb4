import { useCallback, useRef, useState } from 'react';
import { sentenceOf } from '../state/app-state.ts';
import type { Draft } from './draft.ts';

export type Sending = {
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly busy: boolean;
  /** Why the last attempt failed, for people; null when it did not. */
  readonly problem: string | null;
  /** Resolves with whether it was sent. The words stay until they are. */
  readonly submit: () => Promise<boolean>;
};

/** A text field whose words are kept until they have been taken. */
export function useSending(draft: Draft, send: (text: string) => Promise<void>): Sending {
  const [text, show] = useState(() => draft.read());
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  // A second Enter comes before the first one has been drawn.
  const underway = useRef(false);

  const setText = useCallback(
    (next: string) => {
      draft.write(next);
      show(next);
    },
    [draft],
  );

  const submit = useCallback(async () => {
    if (underway.current || text.trim() === '') return false;
    underway.current = true;
    setBusy(true);
    setProblem(null);
    try {
      await send(text);
      setText('');
      return true;
    } catch (error) {
      setProblem(sentenceOf(error));
      return false;
    } finally {
      underway.current = false;
      setBusy(false);
    }
  }, [send, setText, text]);

  return { text, setText, busy, problem, submit };
}
