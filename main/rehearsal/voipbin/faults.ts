import { FaultSwitches } from '../fault-switches.ts';

const labels = {
  'service-down': 'The service is down: connections are reset, no event is sent',
  unauthorized: 'Every credential is refused (401)',
  'account-frozen': 'The account is frozen (403)',
  'server-500': 'Every request is answered 500 and not carried out',
  'slow-answers': 'Every answer takes 5 seconds',
  'lost-answer': 'Writes are carried out, but the connection is cut before the answer',
  'rate-limits': 'The limits of the service apply: 16.7 requests a second, 33 at once',
  'send-429': 'Calls, speech and texts are refused with 429 and Retry-After',
  'identity-unverified': 'Calls to phone numbers are refused: the identity is not verified (403)',
  'no-balance': 'Calls to phone numbers fail for lack of balance, told only as 500',
  'extension-shape': 'New calls are answered in the shape of the guide: the id inside a group call',
  'socket-drops': 'Event sockets are cut now and 2 seconds after every connect',
  'socket-silent': 'Event sockets stay connected, but no event comes',
  'webhook-only': 'Event sockets cannot be opened (503): events come by webhook only',
  'no-webhooks': 'Nothing is delivered to the webhook',
  'duplicate-events': 'Every event comes twice',
  'disordered-events': 'Every event changes places with the one after it',
  'session-events': 'Speaking and streaming events are delivered, as the guide says',
  'typed-frames': 'Events on the socket have the older shape {type, data}',
  'enveloped-frames': 'Events on the socket have the shape {event_type, timestamp, topic, data}',
  'old-times': 'Times have the older form without a zone',
  'hangup-not-told': 'The end of a call is told by no event',
  'speaking-slow': 'A speaking session is initiating for 2.5 seconds',
  'speaking-stuck-initiating': 'New speaking sessions stay initiating for good',
  'speaking-timeout': 'A speaking session is made, but answered 503 after 3 seconds',
  'speaking-500-exists':
    'A speaking session is made, but answered 500 as if there were one already',
  'say-404-once': 'The next text finds its speaking session lost (404)',
  'say-slow': 'The voice begins 2 seconds after a text was taken',
  'bare-speakings-list': 'The list of speaking sessions is a bare array',
  'transcribe-409-exists': 'A transcription is made, but answered 409 as if there were one already',
  'stt-not-configured': 'Transcriptions are refused: no speech-to-text is configured (503)',
  'transcription-dies-silently': 'Running transcriptions hear nothing more, but stay progressing',
  'no-speech-events': 'Only whole transcripts come: no start, partial text or end of speech',
  'interim-less': 'No partial text comes while someone speaks',
  'late-finals': 'Transcripts come 2 seconds later',
  'no-media-streams': 'The sound of calls cannot be had: its sockets close at once',
  'no-own-transcripts': 'What the agent says is not transcribed',
} as const;

export type VoipBinFault = keyof typeof labels;
export type VoipBinFaults = FaultSwitches<VoipBinFault>;

/** The faults of the practice VoIPBIN, all off. */
export function voipBinFaults(): VoipBinFaults {
  return new FaultSwitches<VoipBinFault>(labels);
}
