import { lastingStorage, openDraft } from '../composer/draft.ts';
import type { Snapshot } from '../../shared/ipc-contract.ts';
import { stepNames, type StepName } from './guide-step-names.ts';

const place = openDraft(lastingStorage(), 'adjutant-guide-step');
const closed = openDraft(lastingStorage(), 'adjutant-guide-closed');

/** Where the owner left the guide. */
export function readStep(): StepName {
  return stepNames.find((name) => name === place.read()) ?? 'start';
}

/** Kept over restarts, so that the guide goes on where it was left. */
export function keepStep(step: StepName): void {
  place.write(step);
}

/** It does not open by itself again. */
export function closeGuide(): void {
  closed.write('yes');
}

/**
 * Whether the guide opens by itself: nothing is set up, nothing was said, and it was not closed before. Null while that is
 * not known, because the keychain is still being asked.
 */
export function wantsGuide({ rehearsal, connections, messages }: Snapshot): boolean | null {
  if (rehearsal !== null || messages.length > 0 || closed.read() !== '') return false;
  const { carbonvoice, voipbin, llm } = connections;
  const states = [carbonvoice, voipbin, llm].map(({ status }) => status);
  if (states.some((status) => status !== 'off' && status !== 'connecting')) return false;
  return states.includes('connecting') ? null : true;
}
