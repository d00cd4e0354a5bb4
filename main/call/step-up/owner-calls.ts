import { RefusedError } from '../../../shared/errors.ts';
import type { Principal } from '../../../shared/thread.ts';
import type { Logger } from '../../base/log.ts';
import { errorFields } from '../../base/log.ts';
import type { CallState } from '../call-state.ts';
import type { LiveCall } from '../live-call.ts';
import type { CallRecorder } from '../ports.ts';
import { exactWords } from './exact-words.ts';
import type { PinDesk } from './pin-desk.ts';
import type {
  ApprovalNews,
  ApprovalOutcome,
  CallApprovals,
  OwnerSide,
  PinVerdict,
  StepUpWay,
} from './ports.ts';

export type OwnerCallsDeps = {
  readonly pins: PinDesk;
  readonly approvals: CallApprovals;
  readonly recorder: Pick<CallRecorder, 'principal'>;
  readonly find: (callId: string) => LiveCall | undefined;
  /** The call as it is from now on. */
  readonly change: (call: LiveCall) => void;
  readonly log: Logger;
};

/**
 * Which calls are the owner's: by the PIN, or by a tap at the desk, and never by their number. What waits for the
 * owner's yes is read out and decided on those alone.
 */
export class OwnerCalls implements OwnerSide {
  readonly #deps: OwnerCallsDeps;
  /** Who the calls counted as before. */
  readonly #before = new Map<string, Principal>();
  readonly #stop: () => void;

  constructor(deps: OwnerCallsDeps) {
    this.#deps = deps;
    this.#stop = deps.approvals.onNews((news) => this.#hear(news));
  }

  get pin(): string | null {
    return this.#deps.pins.digits;
  }

  isTooMuch(digits: number): boolean {
    return this.#deps.pins.isTooMuch(digits);
  }

  isOwner(callId: string): boolean {
    return this.#deps.find(callId)?.principal === 'owner';
  }

  /** A call begins: by the time that somebody says the PIN it is known. */
  begin(): void {
    void this.#deps.pins.warm();
  }

  /** Idempotent. */
  close(): void {
    this.#stop();
  }

  /** The owner says so at the desk. Throws RefusedError where nobody is on the line. */
  confirm(call: LiveCall, way: Exclude<StepUpWay, 'pin'>): void {
    const { session, record } = call;
    if (session.state.phase !== 'live') {
      throw new RefusedError('CALL_NOT_LIVE', 'Nobody is on the line who could be you.');
    }
    if (isPassedOn(session.state)) {
      throw new RefusedError('CALL_HAND_OVER', 'This call is being handed over.');
    }
    if (this.isOwner(record.id)) return;
    this.#stepUp(call, way);
    session.happen({ type: 'confirmed-at-desk' });
  }

  async check(callId: string, digits: string | null): Promise<PinVerdict> {
    if (this.isOwner(callId)) return { type: 'already' };
    const verdict = await this.#deps.pins.check(callId, digits);
    if (verdict.type !== 'right') return verdict;
    const call = this.#deps.find(callId);
    // Meanwhile somebody else may be on the line.
    if (!call || isPassedOn(call.session.state)) return { type: 'unsaid' };
    if (!this.isOwner(callId)) this.#stepUp(call, 'pin');
    return verdict;
  }

  readAnswer(text: string, language: string): 'yes' | 'no' | null {
    return this.#deps.approvals.readAnswer(text, language);
  }

  async answer(callId: string, id: string, answer: 'yes' | 'no'): Promise<ApprovalOutcome> {
    if (!this.isOwner(callId)) return 'late';
    try {
      const verdict = answer === 'yes' ? 'approve' : 'deny';
      if (!(await this.#deps.approvals.answer(id, verdict))) return 'late';
      return answer === 'yes' ? 'approved' : 'denied';
    } catch (error) {
      this.#deps.log.error('an answer on a call could not be kept', errorFields(error));
      return 'failed';
    }
  }

  /** Whoever takes the call over is somebody else. */
  follow(call: LiveCall): void {
    const { record, session } = call;
    if (call.principal !== 'owner' || !isPassedOn(session.state)) return;
    const principal = this.#before.get(record.id) ?? 'stranger';
    this.#change({ ...call, principal }, null);
  }

  /** The call is over. */
  end(callId: string): void {
    this.#before.delete(callId);
    this.#deps.pins.end(callId);
  }

  #stepUp(call: LiveCall, way: StepUpWay): void {
    this.#before.set(call.record.id, call.principal);
    this.#change({ ...call, principal: 'owner' }, way);
  }

  #change(call: LiveCall, way: StepUpWay | null): void {
    this.#deps.recorder.principal(call.record.id, { principal: call.principal, way });
    this.#deps.change(call);
  }

  #hear(news: ApprovalNews): void {
    const call = this.#deps.find(news.callId);
    if (!call) return;
    const { session } = call;
    if (news.type === 'settled') return session.happen({ type: 'approval-settled', id: news.id });
    if (call.principal !== 'owner') return;
    if (news.type === 'ended') {
      return session.happen({ type: 'notice', pieces: session.speakable(news.words) });
    }
    const { id, summary } = news.approval;
    const words = exactWords(summary, session.state.settings.language);
    session.happen({ type: 'approval-asked', id, pieces: session.speakable(words) });
  }
}

function isPassedOn({ handOver }: CallState): boolean {
  return handOver?.type === 'joining' || handOver?.type === 'joined';
}
