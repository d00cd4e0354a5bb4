import { AppError } from '../../shared/errors.ts';
import { groupOf } from '../carbonvoice/conversations.ts';
import type { IsPrivate } from '../thread/owners-conversation.ts';
import type { CarbonVoice } from './carbon-voice.ts';

/** Asks nothing while the service cannot be asked. */
export function isPrivateFor({
  channel,
  client,
}: Pick<CarbonVoice, 'channel' | 'client'>): IsPrivate {
  return async (id, signal) => (channel.ready.isOpen ? isBetweenTwo(client, id, signal) : null);
}

/**
 * Whether nobody but two people read a conversation; null when it cannot be told now. What no route tells for sure is
 * not private: it is what the owner's own matters are written into.
 */
async function isBetweenTwo(
  client: CarbonVoice['client'],
  conversationId: string,
  signal: AbortSignal,
): Promise<boolean | null> {
  try {
    return (await groupOf(client, conversationId, signal)) === false;
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError)) throw error;
    return null;
  }
}
