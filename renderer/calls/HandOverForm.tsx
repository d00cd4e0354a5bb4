import { useState, type ReactNode } from 'react';
import { callStrings } from '../call-strings.ts';
import { strings } from '../strings.ts';
import type { FindNumbers } from './contact-numbers.ts';
import { Field } from './Field.tsx';
import { Problem } from './Problem.tsx';
import { Whom } from './Whom.tsx';
import { useWhom } from './use-whom.ts';
import { useAsking } from '../state/use-asking.ts';

export type HandOverFormProps = {
  readonly id: string;
  readonly reachable: boolean;
  readonly onHandOver: (target: string, sentence: string | null) => Promise<void>;
  readonly onDone: () => void;
  readonly findNumbers: FindNumbers;
};

/** To whom the call goes, and what the caller is told before. */
export function HandOverForm(props: HandOverFormProps): ReactNode {
  const { id, reachable, onHandOver, onDone, findNumbers } = props;
  const whom = useWhom(findNumbers);
  const [sentence, setSentence] = useState('');
  const { busy, problem, ask } = useAsking();
  const words = strings.handOver;

  async function handOver(): Promise<void> {
    if (!whom.resolve()) return;
    const said = sentence.trim() === '' ? null : sentence;
    if (await ask(() => onHandOver(whom.target, said))) onDone();
  }

  return (
    <form
      ref={whom.form}
      id={id}
      className="dialler hand-over"
      aria-label={words.title}
      onSubmit={(event) => {
        event.preventDefault();
        void handOver();
      }}
    >
      <Whom whom={whom} label={words.target} hint={callStrings.handOverTo} first />
      <Field
        label={words.sentence}
        hint={words.sentencePlaceholder}
        text={sentence}
        onText={setSentence}
      />
      <button type="submit" className="quiet-button" aria-disabled={busy} disabled={!reachable}>
        {words.connect}
      </button>
      <Problem reason={problem} />
    </form>
  );
}
