import type { ActionState } from '../shared/turn-step.ts';

const states: Readonly<Record<ActionState, string>> = {
  pending: 'waits for your yes',
  approved: 'allowed, not begun yet',
  running: 'under way',
  done: 'done',
  failed: 'failed',
  unknown: 'whether it was done is not known',
  denied: 'not done: you said no',
  expired: 'not done: nobody answered in time',
};

/** What the thread says about what was done for a reply. */
export const stepStrings = {
  states,
  count: (count: number) => (count === 1 ? '1 step' : `${count} steps`),
  waiting: (count: number) => (count === 1 ? '1 waits for your yes' : `${count} wait for your yes`),
  undone: (count: number) => `${count} not done`,
  because: (state: string, reason: string) => `${state}: ${reason}`,
} as const;
