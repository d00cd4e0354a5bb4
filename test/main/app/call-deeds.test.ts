import { expect, test } from 'vitest';
import { tellDeeds } from '../../../main/app/call-deeds.ts';
import { Emitter } from '../../../main/base/emitter.ts';
import type { Action } from '../../../shared/action.ts';
import { sampleAction } from '../../fakes/action-samples.ts';
import { sampleTool } from '../../fakes/sample-tools.ts';

test('what was done on a call by the settings is noted there, once it is done', () => {
  const changed = new Emitter<Action>();
  const notes: string[] = [];
  const stop = tellDeeds({
    changed,
    tools: () => [
      sampleTool({ name: 'add_task', effect: 'keeps' }).tool,
      sampleTool({ name: 'list_tasks', effect: 'reads' }).tool,
    ],
    phoneLog: { note: (callId, text) => void notes.push(`${callId} ${text}`) },
  });
  const done = sampleAction({
    ...{ tool: 'add_task', summary: 'Keep a task: “tea”.', callId: 'call-1' },
    ...{ state: 'done', decidedVia: 'policy' },
  });
  changed.emit({ ...done, state: 'running' });
  changed.emit({ ...done, tool: 'list_tasks' });
  changed.emit({ ...done, decidedVia: 'call' });
  changed.emit({ ...done, callId: null });
  expect(notes).toEqual([]);
  changed.emit(done);
  expect(notes).toEqual(['call-1 Done on this call: Keep a task: “tea”.']);
  stop();
  changed.emit(done);
  expect(notes).toHaveLength(1);
});
