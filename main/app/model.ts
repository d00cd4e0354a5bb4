import { isAbort } from '../../shared/errors.ts';
import type { Settings } from '../../shared/settings.ts';
import { FallbackModel } from '../agent/models/fallback.ts';
import type { ModelState } from '../agent/models/model-connection.ts';
import { describeModels } from '../agent/models/models-view.ts';
import { describeSlow, slowRemedy } from '../agent/models/pace.ts';
import type { Model } from '../agent/ports.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import type { Proxies } from '../base/proxy.ts';
import type { Scope } from '../base/scope.ts';
import type { Secrets } from '../settings/ports.ts';
import type { ConnectionBoard } from '../status/connections.ts';
import { ListedModel } from './listed-model.ts';
import type { Meters } from './meters/meters.ts';
import { chooseModels } from './model-choice.ts';
import { ModelProbe } from './model-probe.ts';

export type ModelParts = {
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly proxies: Proxies | null;
  readonly board: ConnectionBoard;
  readonly clock: Clock;
  readonly log: Logger;
  readonly meters: Meters;
};

export type Models = {
  /** All of them as one; null stands for the built-in responder. */
  readonly model: Model | null;
  /** In the order in which they are asked. */
  readonly list: readonly ListedModel[];
};

/** The models as settings name them, in their order. */
export function joinModels(parts: ModelParts, scope: Scope): Models {
  const { settings, secrets, proxies, board, clock, log, meters } = parts;
  const chosen = chooseModels(settings);
  if (chosen.length === 0) {
    board.set('llm', withoutModel);
    return { model: null, list: [] };
  }
  const list: ListedModel[] = [];
  const show = (): void => {
    board.set('llm', describeModels(list.map(({ view }) => view)));
    for (const { view } of list) tellSlow(view, meters);
  };
  for (const [place, one] of chosen.entries()) {
    const onUse = meters.used.bind(meters, one);
    const onAsk = meters.asked.bind(meters, one);
    const refusal = () => meters.refusal(one, place);
    const lifetime = scope.signal;
    const told = { onUse, onAsk, refusal, onChange: show };
    list.push(new ListedModel(one, { secrets, proxies, lifetime, ...told }));
  }
  show();
  const model = new FallbackModel(list, clock);
  const probe = new ModelProbe(list, clock);
  const stop = secrets.onChange(() => {
    model.forgive();
    probe.look();
  });
  scope.defer('keys of models', stop);
  probe.run(scope.signal).catch((error: unknown) => {
    if (!isAbort(error)) log.error('the model was not probed', errorFields(error));
  });
  return { model, list };
}

/** Why no model answers. */
export const withoutModel: ModelState = {
  status: 'off',
  detail: 'No model is set up; the built-in responder keeps notes and takes messages.',
  remedy: 'Set llm.url (and llm.model) to a model server that speaks the OpenAI protocol.',
};

function tellSlow({ name, slowMedianMs }: ListedModel['view'], meters: Meters): void {
  if (slowMedianMs === null) return;
  const text = `${describeSlow(name, slowMedianMs)} Callers wait for it. ${slowRemedy}`;
  meters.lines.tell(meters.day(), `slow ${name}`, text);
}
