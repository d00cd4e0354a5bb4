import { useState, type ReactNode } from 'react';
import { strings } from '../strings.ts';
import { useAsking } from '../state/use-asking.ts';

export type CallWordsProps = {
  /** Whether somebody is on the line to hear it. */
  readonly live: boolean;
  readonly reachable: boolean;
  readonly onSay: (text: string) => Promise<void>;
  readonly onNote: (text: string) => Promise<void>;
};

/** The owner's words: said by the agent's voice, or kept as a note. Enter says. */
export function CallWords({ live, reachable, onSay, onNote }: CallWordsProps): ReactNode {
  const [text, setText] = useState('');
  const [noted, setNoted] = useState(false);
  const { busy, problem, ask } = useAsking();
  const words = strings.calls;
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

function WordsStatus({
  problem,
  noted,
}: {
  readonly problem: string | null;
  readonly noted: boolean;
}): ReactNode {
  const words = strings.calls;
  return (
    <p className="call-words-status" role="status" data-problem={problem !== null}>
      {problem === null ? noted && words.noted : words.failed(problem)}
    </p>
  );
}
