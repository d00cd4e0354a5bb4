import type { CallStep } from './call-step.ts';

/** A part of our speech was cut off: what was being read out may not have been heard whole. */
export function cutApproval(step: CallStep, itemId: number): void {
  const { approvals } = step.state;
  const { asked } = approvals;
  if (!asked?.owed.includes(itemId) || asked.cut) return;
  step.set({ approvals: { ...approvals, asked: { ...asked, cut: true } } });
}
