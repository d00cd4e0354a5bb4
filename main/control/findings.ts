import type { DoctorItem, Finding, Hop } from '../../shared/doctor.ts';
import { hops } from '../../shared/doctor.ts';
import { RefusedError } from '../../shared/errors.ts';

/** Width of the longest name of a hop. */
const width = Math.max(...hops.map((hop) => hop.length));
const indent = ' '.repeat(width + 3);

/** Whether an item is a finding, and not only the news that a look takes its time. */
export function isFinding(item: unknown): item is Finding {
  return typeof item === 'object' && item !== null && 'ok' in item && 'hop' in item;
}

/** A row of the table for people, with the remedy below. */
export function describeItem(item: unknown): string {
  if (!isFinding(item)) return `… ${(item as DoctorItem).hop.padEnd(width)} is being looked at\n`;
  const { hop, ok, detail, remedy } = item;
  const toDo = remedy === '' ? '' : `${indent}→ ${remedy}\n`;
  return `${ok ? '✓' : '✗'} ${hop.padEnd(width)} ${detail}\n${toDo}`;
}

/** What a run that found faults ends with, after the list. */
export function notInOrder(faults: readonly Hop[]): RefusedError {
  const many = faults.length === 1 ? 'One hop is' : `${faults.length} hops are`;
  return new RefusedError(
    'DOCTOR_FAULTS',
    `${many} not in order: ${faults.join(', ')}.`,
    'The list tells what to do about each; begin with the first.',
  );
}
