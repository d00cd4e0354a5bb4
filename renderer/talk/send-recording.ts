import { recordingPieceBytes } from '../../shared/talk.ts';
import { toBase64 } from '../composer/upload.ts';
import type { Bridge } from '../bridge.ts';

/** Gives a recording to the app, piece by piece. */
export async function giveRecording(
  request: Bridge['request'],
  recordingId: string,
  wav: Uint8Array,
): Promise<void> {
  for (let at = 0; at < wav.length;) {
    const data = toBase64(wav.subarray(at, at + recordingPieceBytes));
    at = (await request('talk:append', { recordingId, at, data })).received;
  }
}
