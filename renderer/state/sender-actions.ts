import type { AllowedSender } from '../../shared/sender.ts';
import type { Bridge } from '../bridge.ts';

/** What the owner does with senders who may not write. Requests reject with an `AppError`. */
export type SenderActions = {
  /** With `answer`, what they wrote in the last hour is answered now. */
  readonly allow: (senderId: string, answer: boolean) => Promise<AllowedSender>;
};

/** The actions on senders. */
export function senderActions(bridge: Bridge): SenderActions {
  return { allow: (senderId, answer) => bridge.request('senders:allow', { senderId, answer }) };
}
