import { useEffect, useRef, useState, type ReactNode } from 'react';
import { strings } from '../strings.ts';
import { useAsking } from '../state/use-asking.ts';

const words = strings.calls;

export type CallWordsProps = {
  /** Whether somebody is on the line to hear it. */
  readonly live: boolean;
  readonly reachable: boolean;
  readonly onSay: (text: string) => Promise<void>;
  readonly onNote: (text: string) => Promise<void>;
  /** Hears what was still in the field when the call went away. */
  readonly onLeft: (text: string) => void;
};

/** The owner's words: said by the agent's voice, or kept as a note. Enter says. */
export function CallWords({ live, reachable, onSay, onNote, onLeft }: CallWordsProps): ReactNode {
  const [text, setText] = useState('');
  const [noted, setNoted] = useState(false);
  const { busy, problem, ask } = useAsking();
  useLeft(text, onLeft);
  const empty = text.trim() === '';

  async function give(to: (text: string) => Promise<void>): Promise<void> {
    if (empty || !reachable || !(await ask(() => to(text)))) return;
    setText('');
    setNoted(to === onNote);
  }

  return (
    <form
      className="call-words"
      onSubmit={(event) => {
        event.preventDefault();
        if (live) void give(onSay);
      }}
    >
      <input
        type="text"
        dir="auto"
        maxLength={2000}
        value={text}
        aria-label={words.words}
        placeholder={words.wordsPlaceholder}
        readOnly={busy}
        onChange={({ target }) => {
          setNoted(false);
          setText(target.value);
        }}
      />
      <button type="submit" className="quiet-button" disabled={!live || empty || !reachable}>
        {words.say}
      </button>
      <button
        type="button"
        className="quiet-button"
        disabled={empty || !reachable}
        onClick={() => void give(onNote)}
      >
        {words.note}
      </button>
      <WordsStatus problem={problem} noted={noted} />
    </form>
  );
}

/** A call ends when others want it to, in the midst of a note as well. */
function useLeft(text: string, onLeft: (text: string) => void): void {
  const last = useRef({ text, onLeft });
  useEffect(() => {
    last.current = { text, onLeft };
  });
  useEffect(
    () => () => {
      if (last.current.text.trim() !== '') last.current.onLeft(last.current.text);
    },
    [],
  );
}

function WordsStatus({
  problem,
  noted,
}: {
  readonly problem: string | null;
  readonly noted: boolean;
}): ReactNode {
  return (
    <p className="call-words-status" role="status" data-problem={problem !== null}>
      {problem === null ? noted && words.noted : words.failed(problem)}
    </p>
  );
}
