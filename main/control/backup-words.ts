type Counts = { readonly messages: number; readonly calls: number; readonly notes: number };
type Backup = {
  readonly path: string;
  readonly bytes: number;
  readonly counts: Counts;
  readonly holds: readonly string[];
  readonly messageFiles: number;
};
type Restored = {
  readonly createdAt: string;
  readonly counts: Counts;
  readonly done: boolean;
  readonly before: string | null;
};

/** What a backup holds, for people. */
export function describeBackup(value: unknown): string {
  const { path, bytes, counts, holds, messageFiles } = value as Backup;
  const files = messageFiles === 0 ? '' : `, ${messageFiles} files of messages`;
  return [
    `Written, read again and found whole: ${path} (${(bytes / 1e6).toFixed(1)} MB)`,
    `  ${toWords(counts)}${files}`,
    `  ${holds.join(', ')}; no secrets: set them again after a restore on another machine`,
    '',
  ].join('\n');
}

/** What became of a restore, for people. */
export function describeRestored(value: unknown): string {
  const { createdAt, counts, done, before } = value as Restored;
  const found = `the backup of ${createdAt.slice(0, 16).replace('T', ' ')} UTC (${toWords(counts)})`;
  if (!done) {
    return `Checked: ${found}. Adjutant is running: it takes effect at the next start, so quit it and start it again.\n`;
  }
  const aside = before === null ? '' : ` What was there is in ${before}.`;
  return `Restored: ${found}.${aside}\n`;
}

function toWords({ messages, calls, notes }: Counts): string {
  return `${messages} messages, ${calls} calls, ${notes} notes`;
}
