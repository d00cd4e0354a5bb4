import { z } from 'zod';
import { StoreError } from '../../../shared/errors.ts';

/** First entry of every backup. */
export const manifestName = 'manifest.json';
export const databaseName = 'adjutant.db';
/** What a backup may hold besides the data file, and the files of messages below `files/`. Secrets are never in it. */
export const plainFiles = ['settings.json', 'webhook-paths.json'] as const;
export const messageFolder = 'files';
/** In the home, a backup that was found good and waits for its turn; it is whole as soon as it has this name. */
export const stagedFolder = 'restore-staged';

/** `files/<message id>/<name>`, nothing that leads anywhere else. */
const messageFilePattern = /^files\/[\w-]{1,64}\/(?!\.{1,2}$)[^/\\\0]{1,255}$/u;

function isKnownPath(path: string): boolean {
  if (path === databaseName || messageFilePattern.test(path)) return true;
  return plainFiles.some((name) => name === path);
}

const entrySchema = z.object({
  path: z.string().refine(isKnownPath),
  bytes: z.number().int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
});
export type ArchiveEntry = Readonly<z.infer<typeof entrySchema>>;

const countsSchema = z.object({
  messages: z.number().int(),
  calls: z.number().int(),
  notes: z.number().int(),
});
export type DataCounts = Readonly<z.infer<typeof countsSchema>>;

/** What a backup holds, in the order of its entries. */
export const manifestSchema = z.object({
  format: z.literal('adjutant-backup'),
  version: z.literal(1),
  /** Epoch ms; the data file is as of then or a moment later. */
  createdAt: z.number(),
  schema: z.number().int().min(1),
  counts: countsSchema,
  files: z.array(entrySchema).max(1_000_000),
});
export type Manifest = Readonly<z.infer<typeof manifestSchema>>;

/** A backup in a form that is not known yet. */
export const laterSchema = manifestSchema
  .pick({ format: true })
  .extend({ version: z.number().min(2) });

export function tooNew(): StoreError {
  return new StoreError('STORE_TOO_NEW', 'The backup was written by a newer Adjutant.', {
    remedy: 'Update Adjutant; nothing was changed.',
  });
}

/** The file is no backup of ours, or not whole any more. */
export function badArchive(what: string, cause?: unknown): StoreError {
  return new StoreError('BACKUP_DAMAGED', `The backup cannot be used: ${what}.`, {
    ...(cause !== undefined && { cause }),
    remedy: 'Nothing was changed. Take another backup.',
  });
}

/** A sentence for what the system says about a file that cannot be written or read. */
export function fileFault(
  what: string,
  cause: unknown,
  remedy = 'Nothing was changed. Choose another file, or put that right.',
): StoreError {
  const why = reasons[codeOf(cause)] ?? (cause instanceof Error ? cause.message : String(cause));
  return new StoreError('BACKUP_FILE', `${what}: ${why.replace(/\.$/u, '')}.`, {
    cause,
    remedy,
  });
}

/** The system's code of a failure, or SQLite's message; empty for anything else. */
function codeOf(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return '';
  // SQLite: 13 is a full disk.
  return 'errcode' in cause && cause.errcode === 13 ? 'ENOSPC' : String(cause.code);
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'there is no such folder',
  EEXIST: 'it is there already',
  EISDIR: 'it is a folder',
  EACCES: 'it is not allowed',
  EPERM: 'it is not allowed',
  EBUSY: 'something else has it in use',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  EFBIG: 'the disk takes no file of that size',
};
