import { expect, test } from 'vitest';
import type { ModelPart, Prompt } from '../../../main/agent/ports.ts';
import { practisedModel } from '../../../main/app/practised-model.ts';
import { rehearsalConditions, slowModelMs } from '../../../main/rehearsal/conditions.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

function setUp() {
  const clock = new FakeClock();
  const conditions = rehearsalConditions();
  let asked = 0;
  const model = {
    async *stream(): AsyncIterable<ModelPart> {
      asked += 1;
      yield 'Hello.';
    },
  };
  const practised = practisedModel({ model, conditions, clock });
  const controller = new AbortController();
  const answer = async (): Promise<readonly ModelPart[]> => {
    const parts: ModelPart[] = [];
    for await (const part of practised.stream({} as Prompt, controller.signal)) parts.push(part);
    return parts;
  };
  return { clock, conditions, controller, answer, asked: () => asked };
}

test('a slow model is asked after its delay, and answers as ever', async () => {
  const { clock, conditions, answer, asked } = setUp();
  conditions.set('model-slow', true);
  const answered = answer();

  await clock.advanceAsync(slowModelMs - 1);
  expect(asked()).toBe(0);
  await clock.advanceAsync(1);

  expect(await answered).toEqual(['Hello.']);
});

test('who gives up does not wait for a slow model', async () => {
  const { conditions, controller, answer, asked } = setUp();
  conditions.set('model-slow', true);
  const answered = answer();
  controller.abort();

  await expect(answered).rejects.toMatchObject({ name: 'AbortError' });
  expect(asked()).toBe(0);
});

test('a model that is down fails as one that cannot be reached; switched off it is as before', async () => {
  const { conditions, answer } = setUp();
  conditions.set('model-down', true);
  await expect(answer()).rejects.toMatchObject({ kind: 'network' });

  conditions.set('model-down', false);
  expect(await answer()).toEqual(['Hello.']);
});
