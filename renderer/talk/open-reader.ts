import type { Bridge } from '../bridge.ts';
import { playPiece, readingTrouble } from './play-piece.ts';
import { Reader } from './reader.ts';

/** Reading aloud with the loudspeaker of this machine. */
export function openReader(request: Bridge['request']): Reader {
  return new Reader({ request, play: playPiece, trouble: readingTrouble });
}
