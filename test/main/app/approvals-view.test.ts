import { expect, test } from 'vitest';
import { ApprovalsView } from '../../../main/app/approvals-view.ts';
import { sampleAction } from '../../fakes/action-samples.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

test('what was asked for by a message that is deleted is shown no more', () => {
  const view = new ApprovalsView(new FakeClock());
  view.hear(sampleAction({ id: 'one', messageId: 'message-1' }));
  view.hear(sampleAction({ id: 'two', messageId: 'message-2' }));
  view.hear(sampleAction({ id: 'three', messageId: null }));
  const told: number[] = [];
  view.changed.on((all) => void told.push(all.length));
  view.removed(['message-1', 'message-9']);
  expect(view.approvals.map(({ id }) => id)).toEqual(['two', 'three']);
  expect(told).toEqual([2]);
});
