import type { SpeakingRow, TranscribeRow } from './rows.ts';

/** VoIPBIN: external media per call. */
const mostMedia = 5;

/** Whether the call can carry one more: a speaking counts one, a transcription one for each direction. */
export function hasRoom(
  running: {
    readonly transcribes: readonly TranscribeRow[];
    readonly speakings: readonly SpeakingRow[];
  },
  more: number,
): boolean {
  const heard = running.transcribes.map(({ direction }) => (direction === 'both' ? 2 : 1));
  const used = heard.reduce((sum, count) => sum + count, running.speakings.length);
  return used + more <= mostMedia;
}
