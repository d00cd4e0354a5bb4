import type { NumberView } from '../../shared/phone-number.ts';
import type { Instance } from './instance.ts';
import { until } from './until.ts';

type Placed = { readonly callId: string };

/**
 * Somebody calls the practice number of a rehearsal, once it is answered here, which is a moment after the phone is
 * connected; a call before that would be a missed one. Resolves with the id of the call once the app has it.
 */
export async function practiceCall(app: Instance, ...texts: readonly string[]): Promise<string> {
  await until('the practice number is answered here', async () => {
    const { code, out } = await app.cli(['number']);
    // Refused until the phone is connected.
    if (code !== 0) return false;
    const numbers = JSON.parse(out) as readonly NumberView[];
    return numbers.some(({ answeredBy }) => answeredBy === 'adjutant');
  });
  const { callId } = JSON.parse(await app.look('rehearse', 'call', ...texts)) as Placed;
  await until('the call is here', async () => {
    const calls = (await app.status()).calls as readonly { readonly id: string }[];
    return calls.some(({ id }) => id === callId);
  });
  return callId;
}
