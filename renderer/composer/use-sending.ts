import { useCallback, useState } from 'react';
import { useAsking } from '../state/use-asking.ts';
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
  const { busy, problem, ask } = useAsking();

  const setText = useCallback(
    (next: string) => {
      draft.write(next);
      show(next);
    },
    [draft],
  );

  const submit = useCallback(async () => {
    if (text.trim() === '') return false;
    return ask(async () => {
      await send(text);
      setText('');
    });
  }, [ask, send, setText, text]);

  return { text, setText, busy, problem, submit };
}
