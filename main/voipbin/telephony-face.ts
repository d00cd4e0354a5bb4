import type { Telephony } from '../call/ports.ts';
import type { CallWatch } from './call-watch.ts';
import type { Calls } from './calls.ts';
import type { EventStream } from './events.ts';
import type { SpeechSessions } from './sessions.ts';

/** What calls need of the client, besides the connection that events come by. */
export type TelephonyFaceParts = {
  readonly calls: Calls;
  readonly watch: CallWatch;
  readonly stream: EventStream;
  readonly sessions: SpeechSessions;
};

/** The port of calls, without what only the account and its connection can tell. */
export type TelephonyFace = Omit<Telephony, 'state' | 'ready' | 'warm' | 'joinCalls'>;

/** Joins the parts to the port of calls. Every method throws AppError. */
export function faceOf({ calls, watch, stream, sessions }: TelephonyFaceParts): TelephonyFace {
  return {
    time: calls.time,
    onEvent: (listener) => stream.told.on(listener),
    place: async (target, source, signal) => {
      const callId = await calls.place(target, source, signal);
      watch.expect(callId, 'answered');
      return callId;
    },
    hangUp: async (callId, signal) => {
      await calls.hangUp(callId, signal);
      watch.expect(callId, 'ended');
    },
    readCall: (callId, signal) => calls.read(callId, signal),
    liveCalls: async (signal) => {
      const live = await calls.live(signal);
      // An event may have overtaken the list.
      return live.filter(({ id }) => stream.knownCall(id)?.status !== 'ended');
    },
    openTranscription: (options, signal) => {
      watch.touch(options.callId);
      return sessions.openTranscription(options, signal);
    },
    stopTranscription: (id, signal) => sessions.stopTranscription(id, signal),
    readTranscription: (id, signal) => sessions.readTranscription(id, signal),
    transcriptionsOf: (callId, signal) => sessions.transcriptionsOf(callId, signal),
    transcriptsOf: (id, signal) => sessions.transcriptsOf(id, signal),
    openSpeaking: (options, signal) => {
      watch.touch(options.callId);
      return sessions.openSpeaking(options, signal);
    },
    readSpeaking: (id, signal) => sessions.readSpeaking(id, signal),
    liveSpeakings: (signal) => sessions.liveSpeakings(signal),
    say: (id, text, signal) => sessions.say(id, text, signal),
    flush: (id, signal) => sessions.flush(id, signal),
    stopSpeaking: (id, signal) => sessions.stopSpeaking(id, signal),
    talk: (callId, speech, signal) => sessions.talk(callId, speech, signal),
  };
}
