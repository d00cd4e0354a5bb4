import { RefusedError } from '../../shared/errors.ts';
import type { ThreadMessage } from '../../shared/thread.ts';
import type { PhoneLine, TextLine, TextToSend } from '../agent/tools/phone-ports.ts';
import { createPhoneTools } from '../agent/tools/phone.ts';
import type { AnyTool } from '../agent/tools/tool.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { findCall } from '../call/call-choice.ts';
import type { CallDesk } from '../call/call-desk.ts';
import { parseCallTarget } from '../call/call-target.ts';
import { guardFarewell } from '../call/hand-over-guard.ts';
import { nameOfParty } from '../call/party.ts';
import type { Party } from '../call/ports.ts';
import type { VoipBin } from '../voipbin/telephony.ts';
import type { Ground } from './ground.ts';
import type { ThreadCore } from './thread-core.ts';

export type PhoneToolParts = {
  readonly desk: CallDesk;
  readonly voipBin: Pick<VoipBin, 'sendText'>;
  readonly thread: Pick<ThreadCore, 'news'>;
  /** Our number; null for none. */
  readonly source: string | null;
  /** Throws RefusedError for what is not to be dialled. */
  readonly guard: (target: Party) => void;
};

/** What the agent does with the phone. */
export function phoneTools(ground: Ground, parts: PhoneToolParts): readonly AnyTool[] {
  return createPhoneTools({ line: phoneLine(ground, parts.desk), texts: textLine(ground, parts) });
}

/** The desk, as tools use it. */
export function phoneLine(
  { store, log }: { readonly store: Pick<Ground['store'], 'awaitCall'>; readonly log: Logger },
  desk: CallDesk,
): PhoneLine {
  return {
    check: (target) => {
      const party = parseCallTarget(target);
      desk.guard(party);
      return nameOfParty(party);
    },
    place: async ({ target, goal, opening }) => {
      const placed = await desk.place(parseCallTarget(target), goal, opening);
      const { callId } = placed;
      // The call is what was asked for, and there: that its report cannot be sent after the owner is no failure of it.
      await store.awaitCall({ callId }).catch((error: unknown) => {
        log.error('what comes of a call is told in the thread only', errorFields(error));
      });
      return placed;
    },
    farewell: (callId, goodbye) => {
      const call = findCall(desk.calls, callId);
      guardFarewell(call);
      const said = call.session.speakable(goodbye).join(' ');
      call.session.happen({ type: 'farewell-asked', goodbye: said });
    },
    checkHandOver: (callId, target) => {
      const party = parseCallTarget(target);
      desk.guardHandOver(findCall(desk.calls, callId), party);
      return nameOfParty(party);
    },
    handOver: (callId, target, sentence) =>
      void desk.handOver(callId, parseCallTarget(target), sentence),
  };
}

function textLine(ground: Ground, { voipBin, thread, source, guard }: PhoneToolParts): TextLine {
  const { store, clock, log } = ground;
  /** The number, and ours. */
  const numbers = (to: string): { readonly from: string; readonly to: string } => {
    if (source === null) {
      throw new RefusedError(
        'TEXT_SOURCE',
        'There is no number to send text messages from.',
        'Set voipbin.source to a number of the VoIPBIN account.',
      );
    }
    const party = parseCallTarget(to);
    if (party.type !== 'tel') {
      throw new RefusedError('TEXT_TARGET', 'Text messages go to phone numbers only.');
    }
    guard(party);
    return { from: source, to: party.target };
  };
  const keep = ({ id, to, text }: TextToSend): void => {
    const message: ThreadMessage = {
      ...{ id, at: clock.now(), channel: 'sms', direction: 'out', principal: 'owner' },
      ...{ author: 'agent', text, heard: null, conversationId: to, replyTo: null, callId: null },
      ...{ turnId: null, delivery: 'sent', attempts: 1, reason: null },
    };
    thread.news.emit({ type: 'message-saved', message });
    store.appendMessage(message).catch((error: unknown) => {
      log.error('a text message that was sent could not be kept', errorFields(error));
    });
  };
  return {
    check: (to) => numbers(to).to,
    send: async ({ id, to, text }, signal) => {
      const between = numbers(to);
      await voipBin.sendText({ ...between, text }, signal);
      keep({ id, to: between.to, text });
    },
  };
}
