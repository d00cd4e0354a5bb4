import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { StoreError } from '../../../shared/errors.ts';
import { readFileIfAny, syncFolder, writeFileAtomically } from '../../base/files.ts';
import { closeDatabase, openDatabase } from '../database.ts';
import { markRestored, takeOverEnds } from '../restore.ts';
import {
  databaseName,
  fileFault,
  manifestName,
  manifestSchema,
  messageFolder,
  plainFiles,
  stagedFolder,
} from './archive.ts';
import type { Manifest } from './archive.ts';

const planName = 'plan.json';
/** So far a clock of a service may be ahead of ours; what is later was said by a clock that was wrong. */
const maxAheadMs = 300_000;
const planSchema = z.object({
  /** Of the line in the thread. */
  id: z.string(),
  /** Of the restore, epoch ms. */
  now: z.number(),
  /** Until when anything may have been answered already, epoch ms. */
  at: z.number(),
  /** Name of the folder in the home that takes what was there. */
  before: z.string().regex(/^before-restore-[\dTZ-]+$/u),
});
type Plan = Readonly<z.infer<typeof planSchema>>;

/** What was put back, and where that is which was there before. */
export type AppliedRestore = { readonly createdAt: number; readonly before: string };

/**
 * Puts the staged backup into its place; null when there is none. The caller holds the home's lock. However often it
 * is killed in between, the next call brings it to its end: everything is moved, nothing is overwritten. What was there
 * before is never deleted here: after a second restore only the first folder holds what was live. Throws StoreError.
 */
export async function applyStagedRestore(
  home: string,
  now: number,
): Promise<AppliedRestore | null> {
  const staged = join(home, stagedFolder);
  try {
    const manifest = await readJson(join(staged, manifestName), manifestSchema);
    if (manifest === null) {
      // Only what a kill left of one that is through.
      await rm(staged, { recursive: true, force: true });
      return null;
    }
    const plan = await prepare(home, manifest, now);
    await swap(home, manifest, plan);
    // The list goes first: without it nothing of this is taken up again.
    await rm(join(staged, manifestName));
    await rm(staged, { recursive: true, force: true });
    return { createdAt: manifest.createdAt, before: join(home, plan.before) };
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    throw await unfinished(home, cause);
  }
}

/** As long as nothing is moved there is a way back; after that the next start goes on from there. */
async function unfinished(home: string, cause: unknown): Promise<StoreError> {
  const staged = join(home, stagedFolder);
  const isUntouched =
    (await exists(join(home, databaseName))) && (await exists(join(staged, databaseName)));
  const orElse = isUntouched ? `; or delete ${staged} first, to call the restore off` : '';
  const remedy = `Nothing is lost. Put that right and start again${orElse}.`;
  return fileFault('The restore could not be finished', cause, remedy);
}

/** Everything that the data has to know before it is used; after that only moving is left. */
async function prepare(home: string, manifest: Manifest, now: number): Promise<Plan> {
  const path = join(home, stagedFolder, planName);
  const plan = (await readJson(path, planSchema)) ?? makePlan(home, now);
  await writeFileAtomically(path, JSON.stringify(plan));
  const staged = join(home, stagedFolder, databaseName);
  // Moved already by an earlier call, it knows.
  if (!(await exists(staged))) return plan;
  const db = openDatabase(staged);
  let isWhole = false;
  try {
    takeOverEnds(db, join(home, databaseName));
    markRestored(db, { ...plan, backupAt: manifest.createdAt });
  } finally {
    isWhole = closeDatabase(db);
  }
  // The file alone is moved.
  if (!isWhole) throw await unfinished(home, { code: 'EBUSY' });
  return plan;
}

function makePlan(home: string, now: number): Plan {
  const newest = newestHeard(join(home, databaseName));
  const at = Math.max(now, Math.min(newest, now + maxAheadMs));
  const time = new Date(now).toISOString().replaceAll(/[:.]/gu, '-');
  return { id: randomUUID(), now, at, before: `before-restore-${time}` };
}

/**
 * When the newest message of the data that goes was said, by the clock of its service: that clock may be ahead of ours,
 * and everything until then may have been answered.
 */
function newestHeard(path: string): number {
  let file: DatabaseSync | null = null;
  try {
    file = new DatabaseSync(path, { readOnly: true });
    const row = file.prepare("SELECT max(at) AS at FROM message WHERE direction = 'in'").get();
    return Number(row?.['at'] ?? 0);
  } catch {
    // There is none, or it is damaged: that may be why a backup is restored.
    return 0;
  } finally {
    file?.close();
  }
}

/** One thing after the other: what is there goes aside, what was staged takes its place. */
async function swap(home: string, manifest: Manifest, { before }: Plan): Promise<void> {
  const aside = join(home, before);
  await mkdir(aside, { recursive: true, mode: 0o700 });
  const isIn = (name: string): boolean =>
    manifest.files.some(({ path }) => path === name || path.startsWith(`${name}/`));
  for (const name of [databaseName, ...plainFiles, messageFolder]) {
    const staged = join(home, stagedFolder, name);
    // In its place since an earlier call: what stands there is not to be moved away.
    if (isIn(name) && !(await exists(staged))) continue;
    // SQLite: the log belongs to its data file, and must not be read into another.
    const parts = name === databaseName ? ['', '-wal', '-shm'] : [''];
    for (const part of parts) await moveIfAny(join(home, name + part), join(aside, name + part));
    await moveIfAny(staged, join(home, name));
    await syncFolder(home);
  }
}

async function moveIfAny(source: string, target: string): Promise<void> {
  if (await exists(source)) await rename(source, target);
}

async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T | null> {
  const text = await readFileIfAny(path);
  return text === null ? null : schema.parse(JSON.parse(text));
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
