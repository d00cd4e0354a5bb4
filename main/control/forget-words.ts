type Report = {
  readonly who: string;
  readonly done: boolean;
  readonly counts: Readonly<Record<string, number>>;
  readonly left: readonly string[];
};

/** One and many of each kind, in the order in which they are told. */
const kinds: readonly (readonly [key: string, one: string, many: string])[] = [
  ['messages', 'message', 'messages'],
  ['texts', 'text message', 'text messages'],
  ['calls', 'call', 'calls'],
  ['briefs', 'brief of a call', 'briefs of calls'],
  ['missedCalls', 'missed call', 'missed calls, with their voicemails'],
  ['notes', 'note', 'notes'],
  ['contacts', 'contact', 'contacts'],
];

/** What is kept of somebody, or was, for people. */
export function describeForget(value: unknown): string {
  const { who, done, counts, left } = value as Report;
  const found = kinds.flatMap(([key, one, many]) => {
    const count = counts[key] ?? 0;
    return count === 0 ? [] : [`  ${count} ${count === 1 ? one : many}`];
  });
  const waiting = [
    ...((counts['toAnswer'] ?? 0) > 0 ? [`${counts['toAnswer']} not answered yet`] : []),
    ...((counts['toSend'] ?? 0) > 0 ? [`${counts['toSend']} not sent yet`] : []),
  ].join(', ');
  const lines = [
    headOf(found.length > 0, { who, done }),
    ...found,
    ...(waiting === '' ? [] : [`  of these ${waiting}: that will not happen any more`]),
    ...left.map((sentence) => `Stays: ${sentence}`),
    ...(done || found.length === 0
      ? []
      : [`Nothing is deleted yet. To delete it for good: adjutant forget "${who}" --yes`]),
  ];
  return `${lines.join('\n')}\n`;
}

function headOf(isAny: boolean, { who, done }: Pick<Report, 'who' | 'done'>): string {
  if (!isAny) return `There is nothing of ${who} in the thread.`;
  return done ? `Deleted for good, of ${who}:` : `Kept of ${who}:`;
}
