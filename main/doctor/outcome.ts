import type { ConnectionState } from '../../shared/connection.ts';

/** What a look at a hop came to. */
export type Outcome = {
  /** `off`: not set up, and nothing that is set up needs it. */
  readonly verdict: 'good' | 'off' | 'bad';
  readonly detail: string;
  readonly remedy: string;
};

/** In order; a remedy here is a hint and no fault. */
export function good(detail: string, remedy = ''): Outcome {
  return { verdict: 'good', detail, remedy };
}

/** Not set up; the remedy tells how it would be. */
export function off(detail: string, remedy = ''): Outcome {
  return { verdict: 'off', detail, remedy };
}

export function bad(detail: string, remedy: string): Outcome {
  return { verdict: 'bad', detail, remedy };
}

/** A connection that is not up, in its own words. */
export function badState({ detail, remedy }: ConnectionState): Outcome {
  return bad(detail, remedy === '' ? 'Adjutant goes on trying; ask again in a minute.' : remedy);
}

/** Sentences in a row, without the empty ones. */
export function sentences(...parts: readonly (string | false | null)[]): string {
  return parts.filter((part) => typeof part === 'string' && part !== '').join(' ');
}

/** An instant (epoch ms) as people read it, to the minute. */
export function toMinute(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
