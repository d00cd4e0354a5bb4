import type { ModelPart } from '../../../main/agent/ports.ts';
import type { AnyTool } from '../../../main/agent/tools/tool.ts';
import { sampleTool } from '../../fakes/sample-tools.ts';
import { FakeModel } from './agent-scene.ts';

let calls = 0;

/** The model calls a tool. */
export function call(name: string, args: unknown): ModelPart {
  calls += 1;
  return { type: 'tool-call', id: `call-${calls}`, name, args };
}

/** A model that says these rounds, one for each time it is asked; after the last it says nothing. */
export function rounds(...all: readonly (readonly ModelPart[])[]): FakeModel {
  const model = new FakeModel();
  model.script = async function* () {
    yield* all[model.prompts.length - 1] ?? [];
  };
  return model;
}

/** What the model was told of its calls in the last round. */
export function told({ prompts }: FakeModel, round = prompts.length - 1): readonly string[] {
  const message = prompts[round]?.messages.findLast(({ role }) => role === 'tool');
  return message?.role === 'tool' ? message.results.map(({ text }) => text) : [];
}

/** A tool that only looks. */
export const look = (change: Partial<AnyTool> = {}) =>
  sampleTool({ name: 'list_tasks', effect: 'reads', ...change });
