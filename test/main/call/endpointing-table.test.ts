import { describe, expect, test } from 'vitest';
import { beginTurn, followTurn } from '../../../main/call/endpointing.ts';
import { endpointingTable } from '../../fixtures/call/endpointing-table.ts';
import type { EndpointingRow } from '../../fixtures/call/endpointing/timing.ts';

describe('the table of utterances', () => {
  test('has at least sixty rows with names of their own and a source each', () => {
    expect(endpointingTable.length).toBeGreaterThanOrEqual(60);
    expect(new Set(endpointingTable.map((row) => row.name)).size).toBe(endpointingTable.length);
    expect(endpointingTable.every((row) => row.source.length > 10)).toBe(true);
  });

  test.each(endpointingTable)('is followed for $name', (row) => {
    expect(outcome(row)).toEqual(row.expected);
  });
});

/** Plays a row: a deadline that no event comes before ends the turn. */
function outcome({ events, settings }: EndpointingRow): EndpointingRow['expected'] {
  let turn = beginTurn();
  const likelyAt: number[] = [];
  for (const event of events) {
    if (turn.deadlineAt !== null && turn.deadlineAt < event.at) break;
    const next = followTurn(turn, event, settings);
    if (next.likely && !turn.likely) likelyAt.push(event.at);
    turn = next;
  }
  return { endsAt: turn.deadlineAt ?? 'never', text: turn.text, likelyAt };
}
