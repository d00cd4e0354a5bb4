import { assertNever } from '../../shared/assert-never.ts';
import { answerRead, approvalAsked, approvalSettled } from './call-approvals.ts';
import type { CallEvent } from './call-events.ts';
import { askFarewell } from './call-farewell.ts';
import { phrases } from './call-phrases.ts';
import { pinChecked } from './call-step-up.ts';
import type { CallStep } from './call-step.ts';

const types = [
  'farewell-asked',
  'pin-checked',
  'confirmed-at-desk',
  'notice',
  'approval-asked',
  'approval-settled',
  'answer-read',
] as const;

/** What code does on a call by itself: who the caller is, what may be done for them, when it ends. */
export type CodeEvent = Extract<CallEvent, { type: (typeof types)[number] }>;

export function isCodeEvent(event: CallEvent): event is CodeEvent {
  return types.some((type) => type === event.type);
}

export function codeEvent(step: CallStep, event: CodeEvent): void {
  switch (event.type) {
    case 'farewell-asked':
      return askFarewell(step, event.goodbye);
    case 'pin-checked':
      return pinChecked(step, event.verdict);
    case 'confirmed-at-desk':
      return notice(step, [phrases.stepUp.atDesk]);
    case 'notice':
      return notice(step, event.pieces);
    case 'approval-asked':
      return approvalAsked(step, event.id, event.pieces);
    case 'approval-settled':
      return approvalSettled(step, event.id);
    case 'answer-read':
      return answerRead(step, event);
    default:
      return assertNever(event);
  }
}

function notice(step: CallStep, pieces: readonly string[]): void {
  if (step.state.phase !== 'live' || step.state.handOver) return;
  for (const text of pieces) step.enqueue('notice', text);
}
