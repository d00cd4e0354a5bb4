import { toModelState } from '../agent/models/model-connection.ts';
import { AppError, RemoteError } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import { Nudges } from '../base/nudges.ts';
import type { ListedModel } from './listed-model.ts';

type Probed = Pick<ListedModel, 'chosen' | 'catalog' | 'view' | 'show'>;

const probeAgainMs = 60_000;
/** Questions tell from then on how the models stand; another key is looked at whenever it comes. */
const restMs = 86_400_000;

/** Tells a wrong address or key of a model before the first question does. */
export class ModelProbe {
  readonly #list: readonly Probed[];
  readonly #nudges: Nudges;
  #lookAgain = false;

  /** In the order in which they are asked. */
  constructor(list: readonly Probed[], clock: Clock) {
    this.#list = list;
    this.#nudges = new Nudges(clock);
  }

  /** A key may have changed: what does not work is tried now. */
  look(): void {
    this.#lookAgain = true;
    this.#nudges.nudge('look');
  }

  /**
   * Tries the first model and those that would answer for it, again while the first one fails. Ends with the signal.
   * Throws only what is no AppError.
   */
  async run(signal: AbortSignal): Promise<void> {
    for (;;) {
      this.#lookAgain = false;
      for (const model of this.#list) {
        if (model.view.state.status !== 'connected') await probeOne(model, signal);
        if (isUp(model)) break;
      }
      // A key that changed during the look would otherwise wait for the next one.
      if (this.#lookAgain) continue;
      const [first] = this.#list;
      const isDone = !first || isUp(first) || first.chosen.fault !== null;
      await this.#nudges.wait('look', isDone ? restMs : probeAgainMs, signal);
    }
  }
}

function isUp({ view }: Probed): boolean {
  return ['connected', 'connecting'].includes(view.state.status);
}

async function probeOne(model: Probed, signal: AbortSignal): Promise<void> {
  const { name, fault } = model.chosen;
  if (fault) return;
  try {
    await model.catalog.list(signal);
    model.show({ status: 'connected', detail: name, remedy: '' });
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError)) throw error;
    // A server without a list may answer questions all the same.
    if (!(error instanceof RemoteError)) model.show(toModelState(error));
  }
}
