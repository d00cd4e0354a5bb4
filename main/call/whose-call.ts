import type { Principal } from '../../shared/thread.ts';
import type { CallRecord } from './ports.ts';

export type InboundPolicy = {
  readonly inbound: 'off' | 'allowed' | 'everyone';
  /** Trusted callers, E.164. */
  readonly allow: readonly string[];
  /** Our numbers, E.164; calls to any other number of the account are never touched. */
  readonly ownNumbers: readonly string[];
  /** Whether the mailbox of its number has a call, or is to have it: then it is not ours to take. */
  readonly hasMailbox: (call: CallRecord) => boolean;
};

export type Verdict =
  /** Somebody else's, or over: not touched at all. */
  | { readonly type: 'foreign' }
  /** Ours, and not to be had: a sentence and a goodbye, never answered silence. */
  | { readonly type: 'refuse'; readonly principal: Principal }
  | { readonly type: 'take'; readonly principal: Principal };

/** Whose an incoming call is, and who its caller counts as; decided from the numbers, never from words. */
export function judgeIncoming(call: CallRecord, policy: InboundPolicy): Verdict {
  if (call.direction !== 'incoming' || !policy.ownNumbers.includes(call.to.target)) {
    return { type: 'foreign' };
  }
  const isGoing = call.status === 'ending' || call.status === 'ended';
  if (isGoing || policy.hasMailbox(call)) return { type: 'foreign' };
  // Whoever calls by SIP chooses what stands in their address: it is no number of the phone network.
  const isNumber = call.from.type === 'tel';
  const principal = isNumber && policy.allow.includes(call.from.target) ? 'trusted' : 'stranger';
  const wanted =
    policy.inbound === 'everyone' || (policy.inbound === 'allowed' && principal === 'trusted');
  return { type: wanted ? 'take' : 'refuse', principal };
}

/** Whether an incoming call that is not taken here is taken by the mailbox, sooner or later. */
export function isForMailbox(call: CallRecord, { hasMailbox }: InboundPolicy): boolean {
  return call.direction === 'incoming' && hasMailbox({ ...call, status: 'progressing' });
}
