import { AppError } from '../../shared/errors.ts';
import { proxyFaultIn } from '../base/proxy-blame.ts';
import { bad } from './outcome.ts';
import type { Outcome } from './outcome.ts';

/** What a look came to; a service that cannot be reached is named, with what the network or the proxy said. Passes other errors on. */
export async function reached(
  name: string,
  look: () => Promise<Outcome>,
  remedy = 'Check the network and the address in the settings.',
): Promise<Outcome> {
  try {
    return await look();
  } catch (error) {
    const ofProxy = proxyFaultIn(error);
    if (!(error instanceof AppError) || (error.kind !== 'network' && !ofProxy)) throw error;
    return bad(`${name} cannot be reached. ${error.message}`, ofProxy?.remedy ?? remedy);
  }
}
