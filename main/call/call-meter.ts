import type { CallState } from './call-state.ts';

/** What a call used, while it is counted. */
export type CallMeter = {
  readonly answeredAt: number | null;
  /** Of transcriptions that are over; the present one is counted from `hearsSince`. */
  readonly heardMs: number;
  readonly hearsSince: number | null;
  /** When the line went dead; null as long as it is there. */
  readonly overAt: number | null;
  /** Accepted by the voice, in UTF-16 units as `length` has them. */
  readonly spokenCharacters: number;
};

export const emptyMeter: CallMeter = {
  ...{ answeredAt: null, heardMs: 0, hearsSince: null, overAt: null, spokenCharacters: 0 },
};

/** The meter after the call went on to a state. The same object comes back where nothing is to be counted. */
export function followMeter(
  meter: CallMeter,
  { phase, ears }: Pick<CallState, 'phase' | 'ears'>,
  at: number,
): CallMeter {
  const answeredAt = phase === 'live' ? (meter.answeredAt ?? at) : meter.answeredAt;
  const hears = ears.type === 'open' && phase !== 'over';
  const overAt = phase === 'over' ? (meter.overAt ?? at) : null;
  const same = answeredAt === meter.answeredAt && overAt === meter.overAt;
  if (same && hears === (meter.hearsSince !== null)) return meter;
  const heardMs = hears ? meter.heardMs : readMeter(meter, at).transcribedMs;
  const hearsSince = hears ? (meter.hearsSince ?? at) : null;
  return { ...meter, answeredAt, heardMs, hearsSince, overAt };
}

/** The counts at an instant. */
export function readMeter(meter: CallMeter, at: number) {
  const { answeredAt, heardMs, hearsSince, spokenCharacters } = meter;
  const transcribedMs = heardMs + (hearsSince === null ? 0 : Math.max(0, at - hearsSince));
  return { answeredAt, transcribedMs: Math.round(transcribedMs), spokenCharacters };
}
