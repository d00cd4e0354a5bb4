import { expect, test } from 'vitest';
import { OwnActions } from '../../../../main/agent/actions/own-actions.ts';
import { sampleAction } from '../../../fakes/action-samples.ts';
import { sampleTool } from '../../../fakes/sample-tools.ts';
import { sampleReply } from '../../../fakes/thread-samples.ts';
import { approve, asked, runActions } from './actions-scene.ts';

const lineOf = (actionId: string) => sampleReply({ turnId: null, actionId });

test('what the owner alone led to is told in nobody else’s words, also after a restart', async () => {
  const { tool } = sampleTool();
  const scene = runActions([tool]);
  const { id } = await asked(scene);
  expect(scene.actions.tellsOwn(lineOf(id))).toBe(true);
  await scene.actions.answer({ id, ...approve });
  await scene.actions.idle();
  expect(scene.actions.tellsOwn(lineOf(id))).toBe(true);
  // What it sent stands in the thread under the action's own id.
  expect(scene.actions.tellsOwn(sampleReply({ id, turnId: null }))).toBe(true);

  const next = runActions([tool], { ledger: scene.ledger });
  expect(next.actions.tellsOwn(lineOf(id))).toBe(false);
  await next.actions.takeUp();
  expect(next.actions.tellsOwn(lineOf(id))).toBe(true);
  expect(next.actions.tellsOwn(lineOf('another'))).toBe(false);
});

test('what words of others may have led to may be theirs, also after a restart', async () => {
  const { tool } = sampleTool();
  const scene = runActions([tool]);
  const used = await scene.use('Anna', undefined, true);
  const id = used.type === 'asked' ? used.action.id : '';
  expect((await scene.ledger.readAction({ id })).knewOutside).toBe(true);
  expect(scene.actions.tellsOwn(lineOf(id))).toBe(false);

  const next = runActions([tool], { ledger: scene.ledger });
  await next.actions.takeUp();
  expect(next.actions.tellsOwn(lineOf(id))).toBe(false);
});

test.each([
  ['failed', null],
  ['unknown', null],
  ['done', 'the page'],
] as const)('one that is %s with words of %s is nobody’s own any more', (state, outside) => {
  const own = new OwnActions();
  const action = sampleAction({ knewOutside: false });
  own.follow(action);
  expect(own.tell(lineOf(action.id))).toBe(true);
  own.follow({ ...action, state, outside });
  expect(own.tell(lineOf(action.id))).toBe(false);
});
