import { strings } from '../strings.ts';
import type { Sending } from './use-sending.ts';
import type { SlashState } from './use-slash.ts';
import type { Uploads } from './use-uploads.ts';

export type StatusParts = {
  readonly blocked: 'lost' | 'paused' | null;
  readonly length: number;
  readonly maxLength: number;
  readonly sending: Pick<Sending, 'busy' | 'isInstead'>;
  readonly uploads: Pick<Uploads, 'files'>;
  readonly slash: Pick<SlashState, 'items'>;
  readonly onStop: (() => void) | null;
  readonly stopNote: string | null;
};

export type Status = { readonly text: string; readonly isNotable: boolean };

const words = strings.composer;

/** The line below the field: what stands in the way first, else what the keys do now. */
export function statusOf(parts: StatusParts): Status {
  const obstacle = obstacleOf(parts);
  return obstacle === null
    ? { text: hintOf(parts), isNotable: false }
    : { text: obstacle, isNotable: true };
}

function obstacleOf(parts: StatusParts): string | null {
  const { blocked, length, maxLength, sending, uploads } = parts;
  if (sending.busy) return blocked === 'lost' ? words.checking : words.sending;
  if (blocked === 'lost') return words.lost;
  if (blocked === 'paused') return words.paused;
  if (length > maxLength) return words.tooLong(length.toLocaleString(), maxLength.toLocaleString());
  if (uploads.files.some(({ problem }) => problem !== null)) return words.hasFailed;
  return null;
}

function hintOf({ length, sending, uploads, slash, onStop, stopNote }: StatusParts): string {
  if (slash.items.length > 0) return words.commandCount(slash.items.length);
  if (uploads.files.some(({ uploadId }) => uploadId === null)) {
    return words.waiting(percentOf(uploads.files));
  }
  if (sending.isInstead) return words.recalled;
  if (onStop) return words.streaming;
  // Until the next words: then it is old news.
  return (length === 0 ? stopNote : null) ?? words.hint;
}

function percentOf(files: Uploads['files']): string {
  const all = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const taken = files.reduce((sum, { taken: own }) => sum + own, 0);
  return (all === 0 ? 0 : Math.floor((taken / all) * 20) / 20).toLocaleString(undefined, {
    style: 'percent',
  });
}
