import { assertNever } from '../../shared/assert-never.ts';
import { phrases } from './call-phrases.ts';
import type { CallStep } from './call-step.ts';
import type { PinSign } from './step-up/pin-ear.ts';
import type { PinVerdict } from './step-up/ports.ts';

/** Words of the caller that have to do with a PIN make their whole turn one that is not the model's. */
export function followPin(step: CallStep, sign: PinSign | undefined): void {
  const { pin } = step.state;
  if (!sign || pin.sign === 'try') return;
  step.set({ pin: { ...pin, sign } });
}

/** The caller's turn said a PIN: it is compared, and answered by code. */
export function checkPin(step: CallStep, sign: PinSign): void {
  step.set({ pin: { sign: null, checkingSince: step.at } });
  step.effect({ type: 'check-pin', sign });
}

/** Tells the caller what came of it. */
export function pinChecked(step: CallStep, verdict: PinVerdict): void {
  const { pin, phase } = step.state;
  step.set({ pin: { ...pin, checkingSince: null } });
  if (phase === 'live') step.enqueue('notice', verdictWords(verdict));
}

function verdictWords(verdict: PinVerdict): string {
  const { stepUp } = phrases;
  switch (verdict.type) {
    case 'right':
      return stepUp.right;
    case 'already':
      return stepUp.already;
    case 'wrong':
      return verdict.left === 1 ? stepUp.lastTry : stepUp.wrong(verdict.left);
    case 'locked':
      return verdict.for === 'call' ? stepUp.lockedCall : stepUp.lockedDay;
    case 'unsaid':
      return stepUp.sayIt;
    case 'unfinished':
      return stepUp.goOn;
    case 'unset':
      return stepUp.unset;
    case 'unreadable':
      return stepUp.unreadable;
    default:
      return assertNever(verdict);
  }
}
