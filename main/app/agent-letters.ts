import type { Contact } from '../../shared/contact.ts';
import type { LetterTarget } from '../agent/tools/message-ports.ts';
import { createMessageTools } from '../agent/tools/messages.ts';
import { parseLetterAddress } from '../thread/letter-address.ts';
import type { LetterAttachment } from '../thread/dispatch.ts';
import { RefusedError, StoreError } from '../../shared/errors.ts';
import type { AgentCore } from './agent-core.ts';
import type { Ground } from './ground.ts';
import { linkAlong } from './letters.ts';
import type { ThreadCore } from './thread-core.ts';

type Parts = {
  readonly agent: Pick<AgentCore, 'addTools' | 'memory'>;
  readonly thread: ThreadCore;
};

/** Gives the agent messages to people by Carbon Voice; they leave through the ledger like every letter. */
export function joinLetters({ store }: Pick<Ground, 'store'>, { agent, thread }: Parts): void {
  const isKept = async (id: string): Promise<boolean> => {
    try {
      await store.readMessage({ id });
      return true;
    } catch (error) {
      if (error instanceof StoreError && error.code === 'STORE_NO_MESSAGE') return false;
      throw error;
    }
  };
  const tools = createMessageTools({
    letters: {
      find: async (to) => {
        if (isAddress(to)) return [{ address: to, name: null }];
        return agent.memory.contacts.find(to).flatMap(toTarget);
      },
      write: async ({ id, address, text, links }) => {
        if (await isKept(id)) return;
        const attachments: LetterAttachment[] = links.map(linkAlong);
        await thread.care.write(parseLetterAddress(address), text, { id, attachments });
      },
    },
  });
  agent.addTools(() => tools);
}

/** Where somebody is written to: the conversation that there is, else a new one; none without an address. */
export function toTarget({
  name,
  conversationIds,
  userIds,
  emails,
}: Pick<Contact, 'name' | 'conversationIds' | 'userIds' | 'emails'>): readonly LetterTarget[] {
  const [address] = [
    ...conversationIds.map((id) => `conversation:${id}`),
    ...userIds.map((id) => `user:${id}`),
    ...emails,
  ];
  return address === undefined ? [] : [{ address, name }];
}

function isAddress(to: string): boolean {
  try {
    parseLetterAddress(to);
    return true;
  } catch (error) {
    if (error instanceof RefusedError) return false;
    throw error;
  }
}
