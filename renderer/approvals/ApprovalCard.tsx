import { useId, useRef, type ReactNode } from 'react';
import type { Action } from '../../shared/action.ts';
import { approvalStrings as words } from '../approval-strings.ts';
import type { ApprovalActions } from '../state/approval-actions.ts';
import { useAsking } from '../state/use-asking.ts';
import { strings } from '../strings.ts';
import { approvalElementId } from '../use-asked.ts';
import { exactWords, safeName } from '../safe-text.ts';
import { fullTime, timeOfDay } from '../thread/times.ts';

export type ApprovalCardProps = {
  readonly action: Action;
  readonly reachable: boolean;
  readonly answer: ApprovalActions['answer'];
  readonly onClose: (id: string) => void;
};

/** One thing that waits for a yes: exactly what will happen, who asked, until when, and what became of it. */
export function ApprovalCard({ action, reachable, answer, onClose }: ApprovalCardProps): ReactNode {
  const { id, summary, state } = action;
  const summaryId = useId();
  const card = useRef<HTMLElement>(null);
  const isPending = state === 'pending';
  const isOver = !isPending && state !== 'approved' && state !== 'running';
  return (
    <article
      ref={card}
      id={approvalElementId(id)}
      className="approval"
      data-state={state}
      aria-labelledby={summaryId}
      tabIndex={-1}
    >
      <h2 className="approval-title">
        {words.title} <code>{action.tool}</code>
      </h2>
      <p id={summaryId} className="approval-summary" dir="auto">
        {exactWords(summary)}
      </p>
      <Arguments values={action.arguments} />
      <Facts action={action} />
      {isPending ? (
        <Answers
          disabled={!reachable}
          summaryId={summaryId}
          onAnswer={async (verdict) => {
            await answer(id, verdict);
            // The buttons go away, and the focus must not go with them.
            card.current?.focus({ preventScroll: true });
          }}
        />
      ) : (
        <p className="approval-state">{words.state(action)}</p>
      )}
      {isOver && <End action={action} onClose={onClose} />}
    </article>
  );
}

/** What came of it, and the way to put it away. */
function End({ action, onClose }: Pick<ApprovalCardProps, 'action' | 'onClose'>): ReactNode {
  const { id, summary, result } = action;
  return (
    <>
      {result !== null && result !== '' && (
        <p className="approval-result" dir="auto">
          {exactWords(result)}
        </p>
      )}
      <button
        type="button"
        className="quiet-button"
        aria-label={words.closeAll(exactWords(summary))}
        onClick={() => onClose(id)}
      >
        {words.close}
      </button>
    </>
  );
}

/** In full, as they are handed to the tool; but for those that are empty. */
function Arguments({ values }: { readonly values: Action['arguments'] }): ReactNode {
  const all = Object.entries(values).filter(([, value]) => !isEmpty(value));
  if (all.length === 0) return null;
  return (
    <dl className="approval-arguments">
      {all.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd dir="auto">
            {exactWords(typeof value === 'string' ? value : JSON.stringify(value, null, 1))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function isEmpty(value: unknown): boolean {
  return value === '' || value === null || (Array.isArray(value) && value.length === 0);
}

function Facts({ action }: { readonly action: Action }): ReactNode {
  const { principal, author, channel, createdAt, expiresAt, state } = action;
  const who =
    principal === 'owner'
      ? words.you
      : `${safeName(author)}, ${strings.thread.principals[principal]}`;
  return (
    <p className="approval-facts" title={fullTime(createdAt)}>
      {words.asked(who, strings.thread.channels[channel], timeOfDay(createdAt))}
      {state === 'pending' && expiresAt !== null && ` ${words.until(timeOfDay(expiresAt))}`}
    </p>
  );
}

type AnswersProps = {
  readonly disabled: boolean;
  readonly summaryId: string;
  readonly onAnswer: (verdict: 'approve' | 'deny') => Promise<void>;
};

function Answers({ disabled, summaryId, onAnswer }: AnswersProps): ReactNode {
  const { busy, problem, ask } = useAsking();
  return (
    <>
      <div className="approval-answers">
        <button
          type="button"
          className="approval-yes"
          aria-disabled={busy}
          disabled={disabled}
          aria-describedby={summaryId}
          onClick={() => void ask(() => onAnswer('approve'))}
        >
          {words.yes}
        </button>
        <button
          type="button"
          className="quiet-button"
          aria-disabled={busy}
          disabled={disabled}
          aria-describedby={summaryId}
          onClick={() => void ask(() => onAnswer('deny'))}
        >
          {words.no}
        </button>
      </div>
      {problem !== null && (
        <p className="note note-problem" role="alert">
          {words.failed(problem)}
        </p>
      )}
    </>
  );
}
