import type { Emitter } from '../base/emitter.ts';
import type { ThreadNews } from './news.ts';
import type { Ledger } from './ports.ts';

/** A message will not be answered; whoever waits for it hears of it. */
export async function settle(
  { ledger, news }: { readonly ledger: Pick<Ledger, 'settle'>; readonly news: Emitter<ThreadNews> },
  change: Parameters<Ledger['settle']>[0],
): Promise<void> {
  const message = await ledger.settle(change);
  news.emit({ type: 'message-saved', message });
  news.emit({ type: 'message-settled', message });
}
