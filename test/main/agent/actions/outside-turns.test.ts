import { expect, test } from 'vitest';
import { OutsideTurns } from '../../../../main/agent/actions/outside-turns.ts';
import { sampleReply } from '../../../fakes/thread-samples.ts';

test('a thousand turns and calls are remembered, the newest', () => {
  const turns = new OutsideTurns();
  for (let at = 0; at < 600; at += 1) turns.add({ turnId: `turn-${at}`, callId: `call-${at}` });
  const holds = (turnId: string): boolean => turns.hold(sampleReply({ turnId, callId: null }));
  expect(holds('turn-99')).toBe(false);
  expect(holds('turn-100')).toBe(true);
  expect(holds('turn-599')).toBe(true);
});
