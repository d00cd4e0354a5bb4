import { useCallback, type ReactNode } from 'react';
import type { MeterRow, MetersReport } from '../../shared/meters.ts';
import { useAppState } from '../state/app-context.ts';
import { strings } from '../strings.ts';
import { viewStrings } from '../view-strings.ts';
import { FetchState } from './FetchState.tsx';
import { useFetched } from './use-fetched.ts';

const days = 30;
const words = viewStrings.meters;

/** What was used and what it cost, by day. */
export function MetersView(): ReactNode {
  const app = useAppState();
  const ask = useCallback(async () => (await app.request('meters:get', { days })).report, [app]);
  const fetched = useFetched(ask);
  const report = fetched.value;
  if (!report) return <FetchState {...fetched} />;
  return (
    <>
      <FetchState {...fetched} />
      <Today report={report} />
      {report.rows.length === 0 ? (
        <p className="view-empty">{words.none}</p>
      ) : (
        <Rows rows={report.rows} />
      )}
      {report.rows.every(({ currency }) => currency === '') && (
        <p className="view-quiet">{words.prices}</p>
      )}
    </>
  );
}

function Today({ report }: { readonly report: MetersReport }): ReactNode {
  const { costToday, tokensToday, capPerDay, tokensPerDay, currency, onCap, tunnel } = report;
  const plan = tunnel.plan === null ? null : count(tunnel.plan);
  return (
    <dl className="meter-sums">
      <dt>{words.today}</dt>
      <dd>
        {capPerDay === null
          ? money(costToday, currency)
          : words.ofCap(money(costToday, currency), money(capPerDay, currency))}
        {', '}
        {tokensPerDay === null
          ? words.tokens(count(tokensToday))
          : words.ofCap(words.tokens(count(tokensToday)), count(tokensPerDay))}
        {(capPerDay !== null || tokensPerDay !== null) && `; ${words.onCap[onCap]}`}
      </dd>
      <dt>{words.tunnelOf(tunnel.month)}</dt>
      <dd>{words.tunnel(count(tunnel.count), plan)}</dd>
    </dl>
  );
}

function Rows({ rows }: { readonly rows: readonly MeterRow[] }): ReactNode {
  const { columns } = words;
  return (
    <table className="view-table">
      <thead>
        <tr>
          <th scope="col">{columns.day}</th>
          <th scope="col">{columns.what}</th>
          <th scope="col" className="view-number">
            {columns.cost}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.day} ${row.channel} ${row.kind} ${row.name} ${row.currency}`}>
            <td>
              {row.day}
              <span className="view-quiet">{strings.thread.channels[row.channel]}</span>
            </td>
            <td>
              {words.kinds[row.kind]} <bdi className="view-quiet">{row.name}</bdi>
              <span className="view-quiet">{usedOf(row)}</span>
            </td>
            <td className="view-number">
              {row.currency === '' ? '–' : money(row.cost, row.currency)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function usedOf({ kind, requests, input, output, estimated }: MeterRow): string {
  if (kind === 'model') {
    const used = words.asked(count(requests), count(input), words.tokens(count(output)));
    return estimated > 0 ? `${used}, ${words.estimated}` : used;
  }
  return kind === 'tts'
    ? words.characters(count(input))
    : words.minutes((input / 60_000).toLocaleString(undefined, { maximumFractionDigits: 1 }));
}

function count(value: number): string {
  return Math.round(value).toLocaleString();
}

function money(value: number, currency: string): string {
  return value.toLocaleString(undefined, {
    style: 'currency',
    currency: currency === '' ? 'USD' : currency,
    maximumFractionDigits: 4,
  });
}
