import type { Clock } from '../../base/clock.ts';

/** VoIPBIN: an id that is not set. */
export const noId = '00000000-0000-0000-0000-000000000000';

/**
 * Instants as the wire has them, in UTC with microseconds. Each is later than the one before, so that rows have an
 * order and no page boundary falls between two equal ones.
 */
export class Stamps {
  readonly #clock: Clock;
  #lastMicros = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  next(): string {
    this.#lastMicros = Math.max(this.#lastMicros + 1, Math.round(this.#clock.now() * 1000));
    return wireTime(this.#lastMicros);
  }
}

/** `micros`: epoch microseconds. */
function wireTime(micros: number): string {
  const ms = Math.floor(micros / 1000);
  const rest = String(micros - ms * 1000).padStart(3, '0');
  return new Date(ms).toISOString().replace('Z', `${rest}Z`);
}

/** Epoch milliseconds as the wire writes them. */
export function toWireTime(at: number): string {
  return wireTime(Math.round(at * 1000));
}

/** VoIPBIN: the offset of a transcript from the start of its stream, written as a time in the year 1. */
export function offsetTime(offsetMs: number): string {
  const time = new Date(Math.max(0, Math.round(offsetMs))).toISOString().slice(11, -1);
  return `0001-01-01T${time}Z`;
}

const never = '9999-01-01 00:00:00.000000';

/** VoIPBIN, older builds: `2026-01-15 09:30:00.000000`, and a far year instead of null for "not deleted". */
export function withOldTimes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withOldTimes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      if (key === 'tm_delete' && member === null) return [key, never];
      if (!/^tm_|^next_page_token$/.test(key)) return [key, withOldTimes(member)];
      return [key, typeof member === 'string' ? oldTime(member) : member];
    }),
  );
}

function oldTime(time: string): string {
  return time.replace('T', ' ').replace('Z', '');
}

/** Either form, as the rows have it. */
export function plainTime(time: string): string {
  return time.endsWith('Z') ? time : `${time.replace(' ', 'T')}Z`;
}
