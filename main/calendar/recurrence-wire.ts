import ICAL from 'ical.js';
import { wallOf } from './zones.ts';

/** A rule that takes more steps than this is not looked at to its end. */
const maxSteps = 10_000;

/** Thrown where a rule takes too many steps. */
export class TooManySteps extends Error {}

/**
 * ical.js: looks for the next date until it finds one, which for "every 30 February" is never. Here each look is
 * counted.
 */
class CountedIterator extends ICAL.RecurIterator {
  override check_contracting_rules(): boolean {
    count(this);
    return super.check_contracting_rules();
  }

  override expand_year_days(year: number): number {
    count(this);
    return super.expand_year_days(year);
  }

  override increment_month(): void {
    count(this);
    super.increment_month();
  }
}

/** Not in the iterator: the constructor of ical.js looks for the first date before a field of ours is there. */
const steps = new WeakMap<CountedIterator, number>();

function count(iterator: CountedIterator): void {
  const taken = (steps.get(iterator) ?? 0) + 1;
  if (taken > maxSteps) throw new TooManySteps();
  steps.set(iterator, taken);
}

/**
 * The dates of a rule from its start, in their order, as wall times. Throws TooManySteps, or what ical.js throws of a
 * rule that makes no sense.
 */
export function* datesOf(rule: ICAL.Recur, start: ICAL.Time): Generator<number> {
  const iterator = new CountedIterator({ rule, dtstart: start });
  for (let at = iterator.next(); at; at = iterator.next()) yield wallOf(at);
}
