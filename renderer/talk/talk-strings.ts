/** What talking says. */
export const talkStrings = {
  talk: 'Talk',
  stop: 'Stop listening and send',
  cancel: 'Cancel',
  retry: 'Try again',
  dismiss: 'Dismiss',
  setUp: 'Set it up',
  opening: 'Asking for the microphone…',
  listening: 'Listening. Press again to send, Escape cancels.',
  held: 'Listening. Let go to send, Escape cancels.',
  seconds: (seconds: number) => `${seconds} s`,
  writing: 'Writing down what you said…',
  cancelled: 'Cancelled: nothing is sent.',
  hidden: 'Stopped listening, because the window was out of sight. Nothing is sent.',
  short: 'Too short: nothing is sent. Press, speak, and press again; or hold while you speak.',
  silent: 'Nothing was heard, so nothing is sent. Check that the right microphone is chosen.',
  failed: (reason: string) => `Not sent: ${reason}`,
  elsewhere: 'Adjutant listens already, in another place or window.',
  unset:
    'Talking needs a service that turns speech into text: set its address (stt.url), a cloud one or one on this machine.',
  lost: 'Talking is not possible without a connection to Adjutant.',
  insecure:
    'The browser gives a microphone only to a page of this machine: open the one of “adjutant ui”.',
  refusedHere:
    'The microphone is refused. Allow it for this page, at the sign beside its address, and press again.',
  refusedMac:
    'The microphone is refused. Allow it in System Settings → Privacy & Security → Microphone, and press again.',
  refusedWindows:
    'The microphone is refused. Allow it in Settings → Privacy & security → Microphone, for desktop apps too, and press again.',
  refusedLinux:
    'The microphone is refused. Allow it in the privacy settings of your desktop, and press again.',
  missing: 'There is no microphone. Connect one, and press again.',
  inUse:
    'The microphone cannot be opened: another program may have it. Close that, and press again.',
  vanished: 'The microphone is gone: it was disconnected or taken away. Nothing is sent.',
  unreadable: 'The recording cannot be read. Say it again.',
  kept: (reason: string) => `${reason} Your words are in the field.`,
  paused: 'Adjutant is paused.',
  reading: 'Reading aloud. Escape stops it.',
  stopReading: 'Stop reading',
  unread: (reason: string) => `Not read aloud: ${reason}`,
  unplayable: 'The sound of the service cannot be played. Check tts.url and tts.model.',
  pausedSound: 'Reading aloud was paused by this computer, and is over.',
  blockedSound: 'The browser plays no sound before something was clicked on this page.',
  voiceFailed: 'The voice of this machine failed.',
  noVoice:
    'Answers cannot be read aloud: this machine has no voice of its own. Set tts.url to a service that reads aloud, or tts.readAloud to off.',
  test: 'Try the microphone',
  sayIt: 'Say something',
  testAbout: 'Writes down what you say, as talking does, and sends it to nobody.',
  heard: (text: string) => `Heard: “${text}”`,
  asCaller: 'Speak as the caller',
  withKeys: (label: string, anywhere: string | null) =>
    anywhere === null ? `${label} (Ctrl+J)` : `${label} (Ctrl+J, anywhere ${anywhere})`,
} as const;
