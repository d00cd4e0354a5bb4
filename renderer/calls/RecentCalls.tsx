import type { ReactNode } from 'react';
import type { CallAccount } from '../../shared/call-account.ts';
import { describeDuration, describeOutcome, isTold } from '../../shared/call-outcome.ts';
import { strings } from '../strings.ts';
import { dayName, fullTime, timeOfDay } from '../thread/times.ts';
import { Problem } from './Problem.tsx';
import './RecentCalls.css';

export type RecentCallsProps = {
  /** Newest first; null while they are being fetched. */
  readonly calls: readonly CallAccount[] | null;
  /** When they were fetched, for the names of days. */
  readonly now: number;
  /** Why they could not be fetched, for people. */
  readonly problem: string | null;
  /** Brings the brief of a call into view. */
  readonly onShow: (messageId: string) => void;
};

/** The last calls: with whom, when, how they came out, and the way to the brief. */
export function RecentCalls({ calls, now, problem, onShow }: RecentCallsProps): ReactNode {
  const words = strings.recentCalls;
  if (problem !== null) return <Problem reason={problem} words={words.failed} />;
  if (calls === null) return null;
  return (
    <section className="recent-calls" aria-label={words.title}>
      <h2>{words.title}</h2>
      {calls.length === 0 ? (
        <p>{words.none}</p>
      ) : (
        <ol>
          {calls.map((call) => (
            <RecentCall key={call.callId} call={call} now={now} onShow={onShow} />
          ))}
        </ol>
      )}
    </section>
  );
}

function RecentCall({
  call,
  now,
  onShow,
}: Pick<RecentCallsProps, 'now' | 'onShow'> & { readonly call: CallAccount }): ReactNode {
  const { number, direction, startedAt, briefId } = call;
  const words = strings.recentCalls;
  return (
    <li data-outcome={call.outcome}>
      <span className="recent-who">
        {words.directions[direction]} <bdi>{number}</bdi>
      </span>
      <time dateTime={new Date(startedAt).toISOString()} title={fullTime(startedAt)}>
        {dayName(startedAt, now)} {timeOfDay(startedAt)}
      </time>
      <span className="recent-how">
        {howOf(call)}
        {call.goal !== null && <bdi className="recent-goal">{call.goal}</bdi>}
      </span>
      {briefId !== null && (
        <button
          type="button"
          className="text-button"
          aria-label={words.showBrief(number)}
          onClick={() => onShow(briefId)}
        >
          {words.brief}
        </button>
      )}
    </li>
  );
}

function howOf({ outcome, answeredAt, endedAt }: CallAccount): string {
  if (endedAt === null) return strings.recentCalls.underWay;
  const how = outcome === null ? strings.recentCalls.ended : describeOutcome(outcome);
  if (answeredAt === null || !isTold(endedAt - answeredAt)) return how;
  return `${how} · ${describeDuration(endedAt - answeredAt)}`;
}
