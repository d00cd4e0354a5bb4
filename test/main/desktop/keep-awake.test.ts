import { expect, test } from 'vitest';
import { Emitter } from '../../../main/base/emitter.ts';
import { Scope } from '../../../main/base/scope.ts';
import { keepAwakeOnCalls } from '../../../main/desktop/keep-awake.ts';

function open(onCall: boolean) {
  const done: string[] = [];
  const state = { onCall };
  const changed = new Emitter<void>();
  const blocker = {
    start: (kind: string) => done.push(`start ${kind}`),
    stop: (id: number) => done.push(`stop ${id}`) > 0,
  };
  const scope = new Scope();
  const app = { onCall: () => state.onCall, onOverview: changed.on.bind(changed) };
  keepAwakeOnCalls(blocker, app, scope);
  const tell = (isOn: boolean): void => {
    state.onCall = isOn;
    changed.emit();
  };
  return { done, tell, scope, changed };
}

test('a call keeps the machine awake, once, and its end lets it sleep', () => {
  const { done, tell } = open(false);
  tell(true);
  tell(true);
  tell(false);
  tell(false);
  expect(done).toEqual(['start prevent-app-suspension', 'stop 1']);
});

test('the end of the app lets it sleep, also in the midst of a call', async () => {
  const { done, scope, changed } = open(true);
  await scope.close();
  await scope.close();
  expect([done, changed.listenerCount]).toEqual([['start prevent-app-suspension', 'stop 1'], 0]);
});
