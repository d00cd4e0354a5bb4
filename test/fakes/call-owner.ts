import { silentLogger } from '../../main/base/log.ts';
import type { Clock } from '../../main/base/clock.ts';
import { Emitter } from '../../main/base/emitter.ts';
import { PinDesk } from '../../main/call/step-up/pin-desk.ts';
import type {
  ApprovalNews,
  CallApprovals,
  PinSecret,
  PinTries,
} from '../../main/call/step-up/ports.ts';
import { readYesNo } from '../../main/agent/actions/yes-no.ts';

/** A PIN that is known at once, or not set for null. */
export class FakePin implements PinSecret {
  digits: string | null;

  constructor(digits: string | null = null) {
    this.digits = digits;
  }

  load(): Promise<'known' | 'unset'> {
    return Promise.resolve(this.digits === null ? 'unset' : 'known');
  }

  matches(digits: string): boolean {
    return digits === this.digits;
  }
}

/** Wrong tries in memory. */
export class FakeTries implements PinTries {
  readonly failures: number[] = [];

  addPinFailure({ at }: { readonly at: number }): Promise<null> {
    this.failures.push(at);
    return Promise.resolve(null);
  }

  pinFailures({ since }: { readonly since: number }): Promise<readonly number[]> {
    return Promise.resolve(this.failures.filter((at) => at >= since));
  }
}

/** Actions that wait for a yes on calls, and what was answered. */
export class FakeApprovals implements CallApprovals {
  readonly news = new Emitter<ApprovalNews>();
  readonly answers: string[] = [];
  isLate = false;

  onNews(listener: (news: ApprovalNews) => void): () => void {
    return this.news.on(listener);
  }

  readAnswer(text: string, language: string): 'yes' | 'no' | null {
    return readYesNo(text, language);
  }

  answer(id: string, verdict: 'approve' | 'deny'): Promise<boolean> {
    if (this.isLate) return Promise.resolve(false);
    this.answers.push(`${verdict} ${id}`);
    return Promise.resolve(true);
  }
}

/** What a desk of calls needs of its owner. */
export function fakeOwner(clock: Clock, pin: string | null = null) {
  const [secret, tries, approvals] = [new FakePin(pin), new FakeTries(), new FakeApprovals()];
  const pins = new PinDesk({ secret, tries, clock, log: silentLogger });
  return { pins, approvals, tries, secret };
}
