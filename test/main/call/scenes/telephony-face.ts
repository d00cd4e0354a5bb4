import { Gate } from '../../../../main/base/gate.ts';
import type { Telephony } from '../../../../main/call/ports.ts';
import type { CallWatch } from '../../../../main/voipbin/call-watch.ts';
import type { Calls } from '../../../../main/voipbin/calls.ts';
import type { EventStream } from '../../../../main/voipbin/events.ts';
import type { SpeechSessions } from '../../../../main/voipbin/sessions.ts';

export type FaceParts = {
  readonly calls: Calls;
  readonly watch: CallWatch;
  readonly stream: EventStream;
  readonly sessions: SpeechSessions;
};

/** The port of calls over the parts of the client, without its connection. */
export function faceOf({ calls, watch, stream, sessions }: FaceParts): Telephony {
  return {
    state: { status: 'connected', detail: '', remedy: '' },
    ready: new Gate(true),
    warm: () => Promise.resolve(),
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
    liveCalls: (signal) => calls.live(signal),
    openTranscription: (options, signal) => {
      watch.touch(options.callId);
      return sessions.openTranscription(options, signal);
    },
    stopTranscription: (id, signal) => sessions.stopTranscription(id, signal),
    readTranscription: (id, signal) => sessions.readTranscription(id, signal),
    transcriptionsOf: (callId, signal) => sessions.transcriptionsOf(callId, signal),
    transcriptsOf: (id, signal) => sessions.transcriptsOf(id, signal),
    openSpeaking: (options, signal) => sessions.openSpeaking(options, signal),
    readSpeaking: (id, signal) => sessions.readSpeaking(id, signal),
    liveSpeakings: (signal) => sessions.liveSpeakings(signal),
    say: (id, text, signal) => sessions.say(id, text, signal),
    flush: (id, signal) => sessions.flush(id, signal),
    stopSpeaking: (id, signal) => sessions.stopSpeaking(id, signal),
    talk: (callId, speech, signal) => sessions.talk(callId, speech, signal),
    ownNumbers: () => Promise.resolve([]),
  };
}
