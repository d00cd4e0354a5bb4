import { AppError, RemoteError } from '../../shared/errors.ts';
import type { CarbonVoiceClient } from '../carbonvoice/client.ts';
import type { IsPrivate } from '../thread/owners-conversation.ts';
import type { CarbonVoice } from './ways-in.ts';

type Client = Pick<CarbonVoiceClient, 'isGroup' | 'hasManyPeople'>;

/** Asks nothing while the service cannot be asked. */
export function isPrivateFor({
  channel,
  client,
}: Pick<CarbonVoice, 'channel' | 'client'>): IsPrivate {
  return async (id, signal) => (channel.ready.isOpen ? isBetweenTwo(client, id, signal) : null);
}

/**
 * Whether nobody but two people read a conversation, by either of two routes; null when it cannot be told now. What no
 * route tells for sure is not private: it is what the owner's own matters are written into.
 */
export async function isBetweenTwo(
  client: Client,
  conversationId: string,
  signal: AbortSignal,
): Promise<boolean | null> {
  const routes = [
    () => client.isGroup(conversationId, signal),
    () => client.hasManyPeople(conversationId, signal),
  ];
  let isPassing = false;
  for (const ask of routes) {
    try {
      const isGroup = await ask();
      if (isGroup !== null) return !isGroup;
    } catch (error) {
      if (signal.aborted || !(error instanceof AppError)) throw error;
      isPassing ||= !(error instanceof RemoteError) || error.retryable;
    }
  }
  return isPassing ? null : false;
}
