import { AppError } from '../../shared/errors.ts';
import type { MetersReport } from '../../shared/meters.ts';
import type { ModelListing } from '../../shared/model-listing.ts';
import type { ControlHandlers } from '../control/control-server.ts';
import type { ListedModel } from './listed-model.ts';
import type { Meters } from './meters/meters.ts';
import type { Models } from './model.ts';

export type ModelCommandParts = {
  readonly models: Pick<Models, 'list'>;
  readonly meters: Pick<Meters, 'report'>;
  readonly tunnel: { readonly requests: MetersReport['tunnel'] };
  /** Ends with the app. */
  readonly signal: AbortSignal;
};

/** The commands about models and what is used. */
export function modelCommands(
  parts: ModelCommandParts,
): Pick<ControlHandlers, 'models' | 'meters'> {
  const { models, meters, tunnel } = parts;
  return {
    models: async (_args, { tell, signal }) => {
      const either = AbortSignal.any([signal, parts.signal]);
      const all = models.list.map((model) => toListing(model, either));
      // Asked side by side, told in their order.
      for (const listing of all) tell(await listing);
    },
    meters: async ({ days }, { tell }) =>
      tell({ ...(await meters.report(days)), tunnel: tunnel.requests }),
  };
}

async function toListing({ chosen, catalog }: ListedModel, signal: AbortSignal) {
  const { provider, model, url } = chosen;
  const listing = { provider, model, url, names: null, detail: '', remedy: '' };
  try {
    return { ...listing, names: await catalog.list(signal) } satisfies ModelListing;
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError)) throw error;
    const { message: detail, remedy } = error;
    return { ...listing, detail, remedy } satisfies ModelListing;
  }
}
