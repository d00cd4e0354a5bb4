import type { ReactNode } from 'react';
import { describeEnd, describeMeters, wasSilent } from '../../shared/call-outcome.ts';
import type { BriefPoint, CallBrief } from '../../shared/thread.ts';
import { Icon } from '../icons/Icon.tsx';
import { safeWords } from '../safe-text.ts';
import { strings } from '../strings.ts';
import './BriefCard.css';

export type BriefCardProps = {
  readonly brief: CallBrief;
  /** Brings a message of the thread into view. */
  readonly onShow: (messageId: string) => void;
};

/** What became of a call: who and how it ended, its points with the way to their words, what it used. */
export function BriefCard({ brief, onShow }: BriefCardProps): ReactNode {
  const { direction, number, principal, outcome, endedBy, points } = brief;
  const words = strings.brief;
  const meters = describeMeters(brief.meters);
  const end = describeEnd(outcome, endedBy);
  return (
    <div className="brief">
      <h3 className="brief-title">
        <Icon name="phone" />
        <span>
          {words.directions[direction]} <bdi>{safeWords(number)}</bdi>
        </span>
        {principal !== 'owner' && (
          <span className="principal">{strings.thread.principals[principal]}</span>
        )}
      </h3>
      <p className="brief-end">{words.end(end, wasSilent(brief))}</p>
      {points.length > 0 && (
        <ul className="brief-points">
          {points.map((point, index) => (
            <Point key={index} point={point} onShow={onShow} />
          ))}
        </ul>
      )}
      {meters !== '' && <p className="brief-meters">{meters}</p>}
    </div>
  );
}

function Point({
  point: { kind, text: said, messageId },
  onShow,
}: Pick<BriefCardProps, 'onShow'> & { readonly point: BriefPoint }): ReactNode {
  const words = strings.brief;
  const text = safeWords(said);
  return (
    <li data-kind={kind}>
      <span className="brief-kind">{words.kinds[kind]}</span>
      <span className="brief-text" dir="auto">
        {text}
      </span>
      <button
        type="button"
        className="text-button"
        aria-label={words.showWords(text)}
        onClick={() => onShow(messageId)}
      >
        {words.show}
      </button>
    </li>
  );
}
