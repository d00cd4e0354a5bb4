import type { Talk } from '../../../main/app/talk.ts';
import type { Clock } from '../../../main/base/clock.ts';
import { Recordings } from '../../../main/voice/recordings.ts';
import { ReadAloud } from '../../../main/voice/read-aloud.ts';
import { TalkFloor } from '../../../main/voice/talk-floor.ts';

/** Talking at the desk with a service that hears the same in everything. */
export function openTalk(clock: Clock): Talk {
  const recordings = new Recordings(clock);
  // One that came already.
  const recordingId = '6ad6d5ab-91a0-4a8f-9fd3-8e23b4b4a9d1';
  recordings.append({ recordingId, at: 0, data: new Uint8Array(2) });
  return {
    floor: new TalkFloor(clock),
    recordings,
    transcriber: { isSet: true, transcribe: async () => 'Good morning.' },
    listensOnToggle: true,
    ways: { silenceMs: 1500, review: false },
    readAloud: new ReadAloud({
      way: 'off',
      isListening: () => false,
      open: () => {
        throw new Error('nothing is read aloud');
      },
    }),
  };
}
