import type { Model } from '../agent/ports.ts';
import { sleep } from '../base/clock.ts';
import type { Clock } from '../base/clock.ts';
import { modelIsDown, slowModelMs } from '../rehearsal/conditions.ts';
import type { Conditions } from '../rehearsal/conditions.ts';

export type PractisedModelParts = {
  readonly model: Model;
  readonly conditions: Pick<Conditions, 'isOn'>;
  readonly clock: Clock;
};

/** The model under the conditions of a rehearsal: a slow one, or none. */
export function practisedModel({ model, conditions, clock }: PractisedModelParts): Model {
  return {
    async *stream(prompt, signal) {
      if (conditions.isOn('model-down')) throw modelIsDown();
      if (conditions.isOn('model-slow')) await sleep(clock, slowModelMs, signal);
      yield* model.stream(prompt, signal);
    },
    warm: async (signal) => model.warm?.(signal),
    renew: () => model.renew?.(),
  };
}
