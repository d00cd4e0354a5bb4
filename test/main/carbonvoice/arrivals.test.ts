import { describe, expect, test } from 'vitest';
import { Arrivals } from '../../../main/carbonvoice/arrivals.ts';

const minute = 60_000;

describe('what came on which way', () => {
  test('counts a message of the feed as missed when no delivery follows within a minute', () => {
    const arrivals = new Arrivals();
    arrivals.fed('a', 0);
    expect(arrivals.facts(minute)).toMatchObject({ missed: 0 });
    expect(arrivals.facts(minute + 1)).toEqual({
      deliveredAt: null,
      ownDeliveredAt: null,
      missed: 1,
    });
  });

  test('counts none whose delivery came, before the feed or after it', () => {
    const arrivals = new Arrivals();
    arrivals.delivered('a', false, 0);
    arrivals.fed('a', 1);
    arrivals.fed('b', 2);
    arrivals.delivered('b', false, 3);
    expect(arrivals.facts(10 * minute)).toMatchObject({ missed: 0, deliveredAt: 3 });
  });

  test('forgets what was missed as soon as deliveries come again', () => {
    const arrivals = new Arrivals();
    arrivals.fed('a', 0);
    arrivals.delivered('b', false, 2 * minute);
    expect(arrivals.facts(9 * minute)).toMatchObject({ missed: 0 });
    arrivals.fed('c', 3 * minute);
    expect(arrivals.facts(9 * minute)).toMatchObject({ missed: 1 });
    arrivals.moved();
    expect(arrivals.facts(9 * minute)).toMatchObject({ missed: 0 });
  });

  test('remembers when the agent’s own message came back', () => {
    const arrivals = new Arrivals();
    arrivals.delivered('a', true, 5);
    arrivals.delivered('b', false, 6);
    expect(arrivals.facts(7)).toMatchObject({ deliveredAt: 6, ownDeliveredAt: 5 });
  });

  test('keeps no more than is needed to judge', () => {
    const arrivals = new Arrivals();
    for (let count = 0; count < 5000; count += 1) arrivals.fed(`m${count}`, count);
    expect(arrivals.facts(10 * minute)).toMatchObject({ missed: 200 });
  });
});
