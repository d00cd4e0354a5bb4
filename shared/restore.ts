/** A backup that was restored. Instants are epoch ms. */
export type RestoreMark = {
  /** Until when anything may have been answered that the backup does not know of. */
  readonly at: number;
  readonly backupAt: number;
};

/**
 * Why what was said at an instant (epoch ms) is not answered: it is from before a backup was restored, which does not
 * know whether it was answered then. Null when it was said later, or when nothing was restored.
 */
export function heldBackReason(restored: RestoreMark | null, at: number): string | null {
  if (restored === null || at > restored.at) return null;
  return `It is from before the backup of ${toDate(restored.backupAt)} was restored, and may have been answered then.`;
}

/** What the thread says of a restore. */
export function describeRestore(backupAt: number): string {
  return `A backup of ${toDate(backupAt)} was restored. What came between then and now is kept as ignored when the services tell of it again, because it may have been answered; what was waiting to be sent is looked for before it is sent.`;
}

/** `2026-11-20 10:00 UTC`. */
export function toDate(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
