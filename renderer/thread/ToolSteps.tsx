import type { ReactNode } from 'react';
import type { ActionState, TurnStep } from '../../shared/turn-step.ts';
import { exactWords } from '../safe-text.ts';
import { stepStrings as words } from '../step-strings.ts';
import './ToolSteps.css';

const undone: ReadonlySet<ActionState> = new Set(['failed', 'unknown', 'denied', 'expired']);

/** What the agent did for a reply, folded: how much it was, what goes on now, and what needs an eye. */
export function ToolSteps({
  steps = [],
}: {
  readonly steps: readonly TurnStep[] | undefined;
}): ReactNode {
  if (steps.length === 0) return null;
  const underWay = steps.findLast(({ state }) => state === 'running');
  return (
    <details className="steps">
      <summary>
        {headOf(steps)}
        {underWay && <bdi> · {exactWords(underWay.summary)}</bdi>}
      </summary>
      <ol>
        {steps.map((step) => (
          <Step key={step.id} step={step} />
        ))}
      </ol>
    </details>
  );
}

function Step({ step: { tool, summary, state, reason } }: { readonly step: TurnStep }): ReactNode {
  const said = words.states[state];
  return (
    <li data-state={state}>
      <span className="step-summary" dir="auto">
        {exactWords(summary)}
      </span>
      <span className="step-state">
        <span dir="auto" className={undone.has(state) ? 'note-problem' : ''}>
          {reason === null ? said : words.because(said, exactWords(reason))}
        </span>
        {' · '}
        <code>{exactWords(tool)}</code>
      </span>
    </li>
  );
}

function headOf(steps: readonly TurnStep[]): string {
  const waiting = steps.filter(({ state }) => state === 'pending').length;
  const failed = steps.filter(({ state }) => undone.has(state)).length;
  return [
    words.count(steps.length),
    ...(waiting > 0 ? [words.waiting(waiting)] : []),
    ...(failed > 0 ? [words.undone(failed)] : []),
  ].join(' · ');
}
