import type { MeterRow, MetersReport } from '../../shared/meters.ts';
import type { ModelListing } from '../../shared/model-listing.ts';

/** For people: the models of each provider, and which one of them is asked. */
export function describeModelLists(values: readonly unknown[]): string {
  if (values.length === 0) {
    return 'No model is set up: the built-in responder answers. Set llm.url, or llm.provider and llm.model.\n';
  }
  return (values as readonly ModelListing[]).map(describeListing).join('');
}

function describeListing(listing: ModelListing, index: number): string {
  const { provider, model, url, names, detail, remedy } = listing;
  const place = index === 0 ? 'asked first' : 'asked when those before it fail';
  const which = model ?? 'the first of its list';
  const head = `${provider}${url === null ? '' : ` at ${url}`}: ${which} (${place})\n`;
  if (names === null) return `${head}  ${detail}${remedy === '' ? '' : ` ${remedy}`}\n`;
  if (names.length === 0) return `${head}  It lists none.\n`;
  const mark = (name: string): string => (name === model ? '  * ' : '    ');
  return head + names.map((name) => `${mark(name)}${name}\n`).join('');
}

/** For people: what was used, day by day. */
export function describeReport(report: MetersReport): string {
  const { today, tunnel, rows } = report;
  const days = [...new Set(rows.map(({ day }) => day))];
  const { month, count, plan } = tunnel;
  return [
    `Today (${today}): ${describeToday(report)}`,
    ...describeCaps(report),
    `Tunnel in ${month}: ${count}${plan === null ? '' : ` of ${plan}`} requests`,
    ...days.flatMap((day) => [day, ...rows.filter((row) => row.day === day).map(describeRow)]),
    ...(rows.length === 0 ? ['Nothing was used in these days.'] : []),
    ...(rows.some(({ currency }) => currency === '')
      ? ['What has no price is not in the sums: set meters.prices.']
      : []),
    '',
  ].join('\n');
}

function describeToday({ costToday, currency, tokensToday }: MetersReport): string {
  return `${money(costToday, currency)}, ${tokensToday} tokens`;
}

function describeCaps({ capPerDay, tokensPerDay, currency, onCap }: MetersReport) {
  const caps = [
    ...(capPerDay === null ? [] : [money(capPerDay, currency)]),
    ...(tokensPerDay === null ? [] : [`${tokensPerDay} tokens`]),
  ];
  return caps.length === 0 ? [] : [`Allowed a day: ${caps.join(', ')}; then: ${onCap}`];
}

function describeRow(row: MeterRow): string {
  const cost = row.currency === '' ? 'no price' : money(row.cost, row.currency);
  const estimated = row.estimated > 0 ? ` (${Math.round(row.estimated)} tokens estimated)` : '';
  return `  ${row.channel.padEnd(11)} ${row.name.padEnd(28)} ${amountOf(row)}  ${cost}${estimated}`;
}

function amountOf({ kind, input, output, requests }: MeterRow): string {
  const minutes = (input / 60_000).toFixed(1);
  switch (kind) {
    case 'model':
      return `${requests} questions, ${Math.round(input)} tokens in, ${Math.round(output)} out`;
    case 'stt':
      return `${minutes} min transcribed`;
    case 'tts':
      return `${Math.round(input)} characters spoken`;
    case 'call':
      return `${requests} calls, ${minutes} min`;
  }
}

function money(amount: number, currency: string): string {
  // A question costs a fraction of a cent.
  return `${amount.toFixed(amount > 0 && amount < 0.1 ? 4 : 2)} ${currency}`;
}
