import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useWindowState } from '../state/app-context.ts';
import { useViews } from '../views/view-state.ts';
import { closeGuide, keepStep, readStep } from './guide-place.ts';
import { stepNames, type StepName } from './guide-step-names.ts';
import { guideSteps, guideStrings } from './guide-steps.ts';
import { ProofView } from './GuideProof.tsx';
import { StartStep, RehearsingStep } from './GuideStart.tsx';
import { StepView } from './GuideStep.tsx';
import { RestartNotice } from './RestartNotice.tsx';
import { useStepStates } from './use-step-states.ts';
import './GuideView.css';
import './SettingsView.css';

const words = guideStrings;

/** From nothing to a proof that everything works, one thing at a time. */
export function GuideView(): ReactNode {
  const rehearsal = useWindowState(({ snapshot }) => snapshot?.rehearsal != null);
  useEffect(() => closeGuide, []);
  return rehearsal ? <RehearsingStep /> : <Guide />;
}

function Guide(): ReactNode {
  const views = useViews();
  const [step, setStep] = useState(readStep);
  const title = useRef<HTMLHeadingElement>(null);
  const isFirst = useRef(true);
  const states = useStepStates();
  const at = stepNames.indexOf(step);
  const go = (to: StepName): void => {
    keepStep(to);
    setStep(to);
  };
  useEffect(() => {
    // The view itself takes the focus when it opens.
    if (!isFirst.current) title.current?.focus();
    isFirst.current = false;
  }, [step]);
  const next = stepNames[at + 1];
  const before = stepNames[at - 1];
  return (
    <>
      <RestartNotice />
      <Steps current={step} isDone={states} onStep={go} />
      <p className="view-row-facts">{words.place(at + 1, stepNames.length)}</p>
      <h3 ref={title} tabIndex={-1} className="guide-title">
        {guideSteps[step].title}
      </h3>
      <p className="guide-why">{guideSteps[step].why}</p>
      {step === 'start' && <StartStep />}
      {step === 'proof' && <ProofView />}
      {step !== 'start' && step !== 'proof' && <StepView key={step} name={step} />}
      <div className="guide-ways">
        {before && (
          <button type="button" className="quiet-button" onClick={() => go(before)}>
            {words.back}
          </button>
        )}
        <button
          type="button"
          className="quiet-button guide-next"
          onClick={() => (next ? go(next) : views.close())}
        >
          {nextWords(step, states(step))}
        </button>
      </div>
    </>
  );
}

function nextWords(step: StepName, isDone: boolean): string {
  if (step === 'start') return words.begin;
  if (step === 'proof') return words.finish;
  return isDone ? words.next : words.skip;
}

type StepsProps = {
  readonly current: StepName;
  readonly isDone: (step: StepName) => boolean;
  readonly onStep: (step: StepName) => void;
};

function Steps({ current, isDone, onStep }: StepsProps): ReactNode {
  return (
    <nav aria-label={words.steps}>
      <ol className="guide-steps">
        {stepNames.map((name) => {
          const state = isDone(name) ? 'done' : 'open';
          return (
            <li key={name}>
              <button
                type="button"
                className="guide-dot"
                data-state={state}
                aria-current={name === current ? 'step' : undefined}
                aria-label={`${guideSteps[name].title}: ${words.states[state]}`}
                title={guideSteps[name].title}
                onClick={() => onStep(name)}
              />
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
