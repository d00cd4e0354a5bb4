import { RefusedError } from '../../shared/errors.ts';
import { findCall } from '../call/call-choice.ts';
import type { CallDesk } from '../call/call-desk.ts';
import { parseCallTarget } from '../call/call-target.ts';
import type { IpcHandlers } from '../ipc/ipc-router.ts';
import type { PhoneLog } from '../thread/phone-log.ts';

type CallRequests = Pick<
  IpcHandlers,
  | 'call:place'
  | 'call:hang-up'
  | 'call:say'
  | 'call:mute'
  | 'call:note'
  | 'call:hand-over'
  | 'call:step-up'
>;

/** What the owner does with calls from the window. */
export function callRequests(desk: CallDesk, phoneLog: Pick<PhoneLog, 'note'>): CallRequests {
  return {
    'call:place': ({ target, goal }) => desk.place(parseCallTarget(target), goal),
    'call:hang-up': async ({ callId }) => {
      desk.hangUp(callId);
      return {};
    },
    'call:say': async ({ callId, text }) => {
      const { session } = findCall(desk.calls, callId);
      // Before the answer it would come before the disclosure; during the goodbye the line goes dead.
      if (session.state.phase !== 'live') {
        throw new RefusedError('CALL_NOT_LIVE', 'Nobody is on the line to hear it.');
      }
      session.happen({ type: 'owner-says', text });
      return {};
    },
    'call:hand-over': async ({ callId, target, sentence }) => {
      desk.handOver(callId, parseCallTarget(target), sentence);
      return {};
    },
    'call:step-up': async ({ callId }) => {
      desk.stepUp(callId, 'window');
      return {};
    },
    'call:mute': async ({ callId, muted }) => {
      findCall(desk.calls, callId).session.happen({ type: 'mute-changed', muted });
      return {};
    },
    'call:note': async ({ callId, text }) => {
      phoneLog.note(findCall(desk.calls, callId).record.id, `Note: ${text}`);
      return {};
    },
  };
}
