import type { Emitter } from '../base/emitter.ts';
import { errorFields } from '../base/log.ts';
import type { ThreadNews } from '../thread/news.ts';
import type { Ground } from './ground.ts';
import { OrphanWords } from './orphan-words.ts';
import { stopOrphans } from './orphans.ts';
import type { Phone } from './phone.ts';

/** What is to be done once the service answers: numbers that ring here, orphans stopped, the time before told. */
export function startPhone(
  ground: Ground,
  parts: { readonly phone: Phone; readonly news: Emitter<ThreadNews> },
  signal: AbortSignal,
): void {
  const { rehearsal, log, settings, store, clock } = ground;
  const { voipBin, numbers, presence, pickUps, catchUp, briefs, desk, pins } = parts.phone;
  const run = async (): Promise<void> => {
    // What was said is kept here: no service is needed to tell of it.
    await briefs.takeUp();
    // Before the first call: a number that rings at us is ours although no setting names it.
    await numbers.load();
    const runs = [presence.run(signal)];
    pickUps.begin(signal);
    await voipBin.ready.passed(signal);
    if (rehearsal) await numbers.answer(rehearsal.phone.number, signal);
    const common = { store, telephony: voipBin, clock, log };
    const language = settings['phone.language'];
    const words = new OrphanWords({ ...common, pins, news: parts.news, language });
    await stopOrphans({ ...common, desk, care: numbers, briefs, words }, signal);
    await desk.endLostDials();
    // Deliveries are believed by their signature alone: nothing else begins a call there.
    if (rehearsal || settings['voipbin.delivery'] !== 'webhook') desk.takeUp();
    catchUp();
    await Promise.all(runs);
  };
  run().catch((error: unknown) => {
    if (!signal.aborted) log.warn('the phone is not set up', errorFields(error));
  });
}
