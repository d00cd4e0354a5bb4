import type { ReactNode } from 'react';
import { viewStrings } from '../view-strings.ts';
import { durationText, totalOf, type Span } from './turn-figures.ts';
import './Waterfall.css';

const words = viewStrings.turns;

/** Each part of one turn as long as its share of the whole; the same in words for whoever cannot see it. */
export function Waterfall({ spans }: { readonly spans: readonly Span[] }): ReactNode {
  const total = totalOf(spans);
  return (
    <ol className="waterfall view-row-wide">
      {spans.map((span) => {
        const { from, to, ms } = span;
        const text = words.span(words.stages[from], words.stages[to], durationText(ms));
        return (
          <li key={to} data-stage={to} title={text}>
            <Bar span={span} total={total} />
            <span className="waterfall-words">{text}</span>
          </li>
        );
      })}
    </ol>
  );
}

/** Drawn, because the policy of the page takes no style of an element. */
function Bar({ span, total }: { readonly span: Span; readonly total: number }): ReactNode {
  const share = (ms: number): number => (total === 0 ? 0 : (ms / total) * 100);
  return (
    <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect
        x={share(span.startMs)}
        y="0"
        width={Math.max(0.6, share(span.ms))}
        height="4"
        rx="0.4"
      />
    </svg>
  );
}
